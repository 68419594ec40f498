package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.ByDomain;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.hypercall.Preemption;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.jspecify.annotations.Nullable;

/**
 * From an event to an upcall ({@code evtchn_set_pending}, {@code vcpu_mark_events_pending}, {@code
 * vcpu_kick} of 2007): three bits stand in the way, and an event that finds one set goes into those
 * before it.
 *
 * <p>Also the reason for which hypercalls are cut: an upcall that is pending and not masked. Work
 * of a CPU is not preempted in this machine, so the upcall itself happens after the piece of work
 * that makes the call; it cuts one call, not again and again.
 */
public final class EventDelivery implements Preemption {

  private final PhysicalMemory memory;
  private final CycleAccount sendAccount;
  private final CycleAccount ipiAccount;
  private final CycleAccount upcallAccount;
  private final ByDomain<Channels> domains = new ByDomain<>();
  private final ByDomain<UpcallHandler> handlers = new ByDomain<>();
  private VcpuControl control = VcpuControl.NONE;
  private long sent;
  private long coalesced;
  private long upcalls;
  private long interrupts;

  /** No domains yet. */
  public EventDelivery(PhysicalMemory memory, CycleLedger ledger) {
    this.memory = memory;
    this.sendAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.EVENT_SEND);
    this.ipiAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.EVENT_IPI);
    this.upcallAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.UPCALL);
  }

  /** Names what schedules virtual CPUs. */
  public void control(VcpuControl newControl) {
    control = newControl;
  }

  /** What schedules virtual CPUs. */
  public VcpuControl control() {
    return control;
  }

  /**
   * A virtual CPU waits for an event: upcalls are allowed from now on, and one that waits ends it.
   */
  public void block(Vcpu vcpu) {
    channels(vcpu.domain()).info().setUpcallMasked(vcpu, false);
    if (!isReady(vcpu)) {
      control.block(vcpu);
    }
  }

  /** A virtual CPU waits for an event of any channel, masked or not. */
  public void poll(Vcpu vcpu) {
    channels(vcpu.domain()).setPolling(vcpu, true);
    control.block(vcpu);
  }

  /** Whether a channel of a domain has an event that nobody has taken. */
  public boolean isPending(Domain domain, int port) {
    return channels(domain).info().isPending(port);
  }

  /** Registers a guest's way in. */
  public void register(Domain domain, UpcallHandler handler) {
    handlers.put(domain.id(), handler);
  }

  /** The channels of a domain that lives. */
  Channels channels(Domain domain) {
    Channels channels = domains.get(domain.id());
    if (channels == null || channels.domain() != domain) {
      channels = new Channels(domain, new SharedInfo(memory, domain));
      domains.put(domain.id(), channels);
    }
    return channels;
  }

  void remove(Domain domain) {
    domains.remove(domain.id());
    handlers.remove(domain.id());
  }

  /** Sends an event into a channel of a domain; false if it went into one that is pending. */
  boolean send(Channels channels, int port) {
    sendAccount.one();
    sent++;
    SharedInfo info = channels.info();
    wakePollers(channels);
    if (info.isPending(port)) {
      coalesced++;
      return false;
    }
    info.setPending(port, true);
    if (!info.isMasked(port)) {
      select(channels, port);
    }
    return true;
  }

  /** Lets a channel make upcalls again, at once if an event waits. */
  void unmask(Channels channels, int port) {
    SharedInfo info = channels.info();
    boolean was = info.isMasked(port);
    info.setMasked(port, false);
    if (was && info.isPending(port)) {
      select(channels, port);
    }
  }

  private void select(Channels channels, int port) {
    SharedInfo info = channels.info();
    Vcpu vcpu = channels.vcpu(port);
    long word = 1L << (port >>> 6);
    long selector = info.selector(vcpu);
    if ((selector & word) != 0) {
      return;
    }
    info.setSelector(vcpu, selector | word);
    if (info.isUpcallPending(vcpu)) {
      return;
    }
    info.setUpcallPending(vcpu, true);
    channels.setNoticed(vcpu, false);
    kick(vcpu);
  }

  private void kick(Vcpu vcpu) {
    if (control.kick(vcpu)) {
      interrupts++;
      ipiAccount.one();
    }
  }

  private void wakePollers(Channels channels) {
    int polling = channels.polling();
    while (polling != 0) {
      Vcpu vcpu = channels.domain().vcpus().get(Integer.numberOfTrailingZeros(polling));
      polling &= polling - 1;
      channels.setPolling(vcpu, false);
      kick(vcpu);
    }
  }

  /**
   * The virtual CPU goes back to its guest: if an upcall is pending and not masked, it happens.
   *
   * @return whether it did
   */
  public boolean deliver(Vcpu vcpu) {
    if (!isReady(vcpu)) {
      return false;
    }
    upcalls++;
    upcallAccount.one();
    Channels channels = channels(vcpu.domain());
    SharedInfo info = channels.info();
    UpcallHandler handler = handlers.get(vcpu.domain().id());
    channels.setNoticed(vcpu, true);
    if (handler == null) {
      return true;
    }
    info.setUpcallMasked(vcpu, true);
    handler.upcall(vcpu);
    info.setUpcallMasked(vcpu, false);
    return true;
  }

  /** Whether an upcall would happen now. */
  public boolean isReady(Vcpu vcpu) {
    if (vcpu.domain().isDying()) {
      return false;
    }
    SharedInfo info = channels(vcpu.domain()).info();
    return info.isUpcallPending(vcpu) && !info.isUpcallMasked(vcpu);
  }

  @Override
  public boolean isDue(Vcpu vcpu) {
    return (isReady(vcpu) && !channels(vcpu.domain()).isNoticed(vcpu)) || control.isSliceOver(vcpu);
  }

  @Override
  public void returned(Vcpu vcpu) {
    channels(vcpu.domain()).setNoticed(vcpu, true);
  }

  @Nullable Channels find(int domain) {
    return domains.get(domain);
  }

  /** Events sent, by domains, devices and Xen. */
  public long sent() {
    return sent;
  }

  /** Of these, those that found their channel pending already. */
  public long coalesced() {
    return coalesced;
  }

  /** Upcalls made. */
  public long upcalls() {
    return upcalls;
  }

  /** CPUs interrupted so that they notice an event. */
  public long interrupts() {
    return interrupts;
  }
}
