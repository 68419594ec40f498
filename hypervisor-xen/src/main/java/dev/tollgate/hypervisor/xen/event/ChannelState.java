package dev.tollgate.hypervisor.xen.event;

/** What a channel is bound to, with the numbers that {@code EVTCHNOP_status} answers. */
public enum ChannelState {
  /** Nothing. */
  CLOSED(0),
  /** It waits for a domain to bind itself to it. */
  UNBOUND(1),
  /** A channel of a domain. */
  INTERDOMAIN(2),
  /** An interrupt of a device. */
  PHYSICAL_INTERRUPT(3),
  /** An interrupt of Xen's making, such as a timer's. */
  VIRTUAL_INTERRUPT(4),
  /** A virtual CPU of the same domain. */
  INTERPROCESSOR(5);

  private final int number;

  ChannelState(int number) {
    this.number = number;
  }

  /** The ABI's number. */
  public int number() {
    return number;
  }
}
