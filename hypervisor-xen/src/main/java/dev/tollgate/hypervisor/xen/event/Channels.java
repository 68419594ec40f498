package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import java.util.Arrays;

/** The channels of one domain, by port. Port 0 is never used. */
final class Channels {

  /** No port is free. */
  static final int NONE = -1;

  private final Domain domain;
  private final SharedInfo info;
  private ChannelState[] states = new ChannelState[64];
  private int[] vcpus = new int[64];
  private int[] remoteDomains = new int[64];

  /** Port at the other end, or number of the interrupt. */
  private int[] remotePorts = new int[64];

  private int polling;
  private final boolean[] noticed;

  Channels(Domain domain, SharedInfo info) {
    this.domain = domain;
    this.info = info;
    this.noticed = new boolean[domain.vcpus().size()];
    Arrays.fill(states, ChannelState.CLOSED);
  }

  Domain domain() {
    return domain;
  }

  SharedInfo info() {
    return info;
  }

  /** Takes the lowest free port. */
  int claim() {
    for (int port = 1; port < states.length; port++) {
      if (states[port] == ChannelState.CLOSED) {
        return port;
      }
    }
    int size = states.length;
    if (size == SharedInfo.CHANNELS) {
      return NONE;
    }
    states = Arrays.copyOf(states, 2 * size);
    Arrays.fill(states, size, 2 * size, ChannelState.CLOSED);
    vcpus = Arrays.copyOf(vcpus, 2 * size);
    remoteDomains = Arrays.copyOf(remoteDomains, 2 * size);
    remotePorts = Arrays.copyOf(remotePorts, 2 * size);
    return size;
  }

  /** One more than the highest port there may be now. */
  int size() {
    return states.length;
  }

  ChannelState state(long port) {
    return port > 0 && port < states.length ? states[(int) port] : ChannelState.CLOSED;
  }

  void bind(int port, ChannelState state, int vcpu, int remoteDomain, int remotePort) {
    states[port] = state;
    vcpus[port] = vcpu;
    remoteDomains[port] = remoteDomain;
    remotePorts[port] = remotePort;
    info.setPending(port, false);
  }

  void rebind(int port, ChannelState state, int remoteDomain, int remotePort) {
    states[port] = state;
    remoteDomains[port] = remoteDomain;
    remotePorts[port] = remotePort;
  }

  void notifyOn(int port, int vcpu) {
    vcpus[port] = vcpu;
  }

  void close(int port) {
    states[port] = ChannelState.CLOSED;
    vcpus[port] = 0;
  }

  Vcpu vcpu(int port) {
    return domain.vcpus().get(vcpus[port]);
  }

  int remoteDomain(int port) {
    return remoteDomains[port];
  }

  int remotePort(int port) {
    return remotePorts[port];
  }

  /** Port bound to an interrupt, or {@link #NONE}. */
  int find(ChannelState state, int number, int vcpu) {
    for (int port = 1; port < states.length; port++) {
      if (states[port] == state
          && remotePorts[port] == number
          && (vcpu < 0 || vcpus[port] == vcpu)) {
        return port;
      }
    }
    return NONE;
  }

  /** Virtual CPUs that wait for events by polling. */
  int polling() {
    return polling;
  }

  void setPolling(Vcpu vcpu, boolean polls) {
    int bit = 1 << vcpu.number();
    polling = polls ? polling | bit : polling & ~bit;
  }

  /** Whether a call of the virtual CPU was cut for the upcall that is pending. */
  boolean isNoticed(Vcpu vcpu) {
    return noticed[vcpu.number()];
  }

  void setNoticed(Vcpu vcpu, boolean is) {
    noticed[vcpu.number()] = is;
  }
}
