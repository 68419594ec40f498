package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Binding, closing and sending, as {@code xen/common/event_channel.c} does it. Answers are ports or
 * 0, or a negative {@link Errno}.
 */
public final class EventChannels {

  /** Virtual interrupts there are. */
  public static final int VIRTUAL_INTERRUPTS = 24;

  /** The virtual interrupt that a timer raises; one of those that each virtual CPU has. */
  public static final int TIMER = 0;

  /** Interrupt lines of devices. */
  public static final int PHYSICAL_INTERRUPTS = 256;

  private static final int PER_VCPU = 0b1000_0011; // timer, debug, xenoprof

  private final Domains domains;
  private final EventDelivery delivery;

  /** Over the domains there are. */
  public EventChannels(Domains domains, EventDelivery delivery) {
    this.domains = domains;
    this.delivery = delivery;
  }

  private Channels of(Domain domain) {
    return delivery.channels(domain);
  }

  private static boolean hasVcpu(Domain domain, long vcpu) {
    return vcpu >= 0 && vcpu < domain.vcpus().size();
  }

  /** A new channel of {@code id} that {@code remote} may bind itself to. */
  public long allocateUnbound(Domain caller, int id, int remote) {
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return Errno.PERM;
    }
    Domain domain = domains.named(id, caller);
    if (domain == null || domain.isDying()) {
      return Errno.SRCH;
    }
    int port = of(domain).claim();
    if (port == Channels.NONE) {
      return Errno.NOSPC;
    }
    int other = remote == DomainIds.SELF ? caller.id() : remote;
    of(domain).bind(port, ChannelState.UNBOUND, 0, other, 0);
    return port;
  }

  /**
   * Binds a new channel to one of another domain that waits for the caller. Events that were sent
   * before would be lost, so one is made.
   */
  public long bindInterdomain(Domain caller, int remoteId, long remotePort) {
    Domain remote = domains.named(remoteId, caller);
    if (remote == null || remote.isDying()) {
      return Errno.SRCH;
    }
    Channels theirs = of(remote);
    if (theirs.state(remotePort) != ChannelState.UNBOUND
        || theirs.remoteDomain((int) remotePort) != caller.id()) {
      return Errno.INVAL;
    }
    Channels ours = of(caller);
    int port = ours.claim();
    if (port == Channels.NONE) {
      return Errno.NOSPC;
    }
    ours.bind(port, ChannelState.INTERDOMAIN, 0, remote.id(), (int) remotePort);
    theirs.rebind((int) remotePort, ChannelState.INTERDOMAIN, caller.id(), port);
    delivery.send(ours, port);
    return port;
  }

  /** Binds a new channel to a virtual interrupt. */
  public long bindVirtualInterrupt(Domain caller, long number, long vcpu) {
    if (number >= VIRTUAL_INTERRUPTS) {
      return Errno.INVAL;
    }
    if (!hasVcpu(caller, vcpu)) {
      return Errno.NOENT;
    }
    boolean perVcpu = (PER_VCPU >>> number & 1) != 0;
    if (!perVcpu && vcpu != 0) {
      return Errno.INVAL;
    }
    Channels ours = of(caller);
    if (ours.find(ChannelState.VIRTUAL_INTERRUPT, (int) number, (int) vcpu) != Channels.NONE) {
      return Errno.EXIST;
    }
    return bindNew(ours, ChannelState.VIRTUAL_INTERRUPT, (int) vcpu, (int) number);
  }

  /** Binds a new channel to a device's interrupt line. */
  public long bindPhysicalInterrupt(Domain caller, long number) {
    if (number >= PHYSICAL_INTERRUPTS) {
      return Errno.INVAL;
    }
    if (!caller.isPrivileged()) {
      return Errno.PERM;
    }
    Channels ours = of(caller);
    if (ours.find(ChannelState.PHYSICAL_INTERRUPT, (int) number, -1) != Channels.NONE) {
      return Errno.EXIST;
    }
    return bindNew(ours, ChannelState.PHYSICAL_INTERRUPT, 0, (int) number);
  }

  /** A new channel into which virtual CPUs send to one of their own domain. */
  public long bindInterprocessor(Domain caller, long vcpu) {
    return hasVcpu(caller, vcpu)
        ? bindNew(of(caller), ChannelState.INTERPROCESSOR, (int) vcpu, 0)
        : Errno.NOENT;
  }

  private static long bindNew(Channels ours, ChannelState state, int vcpu, int number) {
    int port = ours.claim();
    if (port == Channels.NONE) {
      return Errno.NOSPC;
    }
    ours.bind(port, state, vcpu, ours.domain().id(), number);
    return port;
  }

  /** Closes a channel; the one at its other end waits for the closer again. */
  public long close(Domain caller, long port) {
    Channels ours = of(caller);
    ChannelState state = ours.state(port);
    if (state == ChannelState.CLOSED) {
      return Errno.INVAL;
    }
    if (state == ChannelState.INTERDOMAIN) {
      Channels theirs = delivery.find(ours.remoteDomain((int) port));
      if (theirs != null) {
        theirs.rebind(ours.remotePort((int) port), ChannelState.UNBOUND, caller.id(), 0);
      }
    }
    ours.close((int) port);
    return 0;
  }

  /** Sends an event; one into a channel that nobody is bound to is dropped. */
  public long send(Domain caller, long port) {
    Channels ours = of(caller);
    switch (ours.state(port)) {
      case INTERDOMAIN -> {
        Channels theirs = delivery.find(ours.remoteDomain((int) port));
        if (theirs != null) {
          delivery.send(theirs, ours.remotePort((int) port));
        }
        return 0;
      }
      case INTERPROCESSOR -> {
        delivery.send(ours, (int) port);
        return 0;
      }
      case UNBOUND -> {
        return 0;
      }
      default -> {
        return Errno.INVAL;
      }
    }
  }

  /** Chooses the virtual CPU that a channel tells. */
  public long bindVcpu(Domain caller, long port, long vcpu) {
    if (!hasVcpu(caller, vcpu)) {
      return Errno.NOENT;
    }
    Channels ours = of(caller);
    switch (ours.state(port)) {
      case UNBOUND, INTERDOMAIN, PHYSICAL_INTERRUPT -> {
        ours.notifyOn((int) port, (int) vcpu);
        return 0;
      }
      case VIRTUAL_INTERRUPT -> {
        if ((PER_VCPU >>> ours.remotePort((int) port) & 1) == 0) {
          ours.notifyOn((int) port, (int) vcpu);
          return 0;
        }
        return Errno.INVAL;
      }
      default -> {
        return Errno.INVAL;
      }
    }
  }

  /** Lets a channel tell again. */
  public long unmask(Domain caller, long port) {
    Channels ours = of(caller);
    if (port < 0 || port >= ours.size()) {
      return Errno.INVAL;
    }
    delivery.unmask(ours, (int) port);
    return 0;
  }

  /** Closes all channels of a domain. */
  public long reset(Domain caller, int id) {
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return Errno.PERM;
    }
    Domain domain = domains.named(id, caller);
    if (domain == null) {
      return Errno.SRCH;
    }
    closeAll(domain);
    return 0;
  }

  private void closeAll(Domain domain) {
    for (int port = 1; port < of(domain).size(); port++) {
      close(domain, port);
    }
  }

  /** Ends the channels of a domain that ends. */
  public void remove(Domain domain) {
    closeAll(domain);
    delivery.remove(domain);
  }

  /** The channels of the domain that a caller asks about. */
  @Nullable Channels visible(Domain caller, int id) {
    Domain domain = domains.named(id, caller);
    return domain == null ? null : of(domain);
  }

  /**
   * A device interrupts ({@code __do_IRQ_guest}): whoever is bound to its line is told.
   *
   * @return whether anybody is
   */
  public boolean raisePhysical(Domain domain, int number) {
    Channels channels = of(domain);
    int port = channels.find(ChannelState.PHYSICAL_INTERRUPT, number, -1);
    if (port != Channels.NONE) {
      delivery.send(channels, port);
    }
    return port != Channels.NONE;
  }

  /** Xen tells a virtual CPU something, such as that its time has come. */
  public boolean raiseVirtual(Domain domain, int number, int vcpu) {
    Channels channels = of(domain);
    int port = channels.find(ChannelState.VIRTUAL_INTERRUPT, number, vcpu);
    if (port != Channels.NONE) {
      delivery.send(channels, port);
    }
    return port != Channels.NONE;
  }
}
