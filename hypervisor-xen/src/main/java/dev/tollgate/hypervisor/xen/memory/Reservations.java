package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.DomainHeap;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.MachineToPhysical;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/** Extents taken from the heap for domains, and given back. */
public final class Reservations {

  private final Domains domains;
  private final FrameTable frames;
  private final CycleAccount extentAccount;
  private final CycleAccount refusedAccount;
  private long given;
  private long returned;
  private long refused;

  /** Over the heap of {@code domains}. */
  public Reservations(Domains domains, CycleLedger ledger) {
    this.domains = domains;
    this.frames = domains.frames();
    this.extentAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.MEMORY_EXTENT);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  /** One more extent; its first machine frame goes into the list, if there is one. */
  boolean increase(HypercallFrame call, Reservation reservation, long extent) {
    long first = take(reservation);
    if (first == DomainHeap.NO_FRAME) {
      return refuse();
    }
    return reservation.extents() == 0
        || call.caller().memory().writeLong(reservation.entry(extent), first);
  }

  /** One extent back: all its frames must be the domain's. */
  boolean decrease(HypercallFrame call, Reservation reservation, long extent) {
    if (!readEntry(call, reservation, extent)) {
      return refuse();
    }
    long first = call.structure().u64(0);
    for (int i = 0; i < reservation.frames(); i++) {
      if (!giveBack(first + i, reservation.domain().id())) {
        return refuse();
      }
    }
    extentAccount.one();
    return true;
  }

  /** One extent for the pseudo-physical frames from the list's entry on, which gets the frame. */
  boolean populate(HypercallFrame call, Reservation reservation, long extent) {
    if (!readEntry(call, reservation, extent)) {
      return refuse();
    }
    long physical = call.structure().u64(0);
    long first = take(reservation);
    if (first == DomainHeap.NO_FRAME) {
      return refuse();
    }
    for (int i = 0; i < reservation.frames(); i++) {
      domains.machineToPhysical().set(first + i, physical + i);
    }
    return call.caller().memory().writeLong(reservation.entry(extent), first);
  }

  private static boolean readEntry(HypercallFrame call, Reservation reservation, long extent) {
    return call.structure().load(call.caller().memory(), reservation.entry(extent), Long.BYTES);
  }

  private long take(Reservation reservation) {
    if (!reservation.domain().hasHeadroom(reservation.frames())) {
      return DomainHeap.NO_FRAME;
    }
    long first = frames.heap().allocate(reservation.order());
    if (first != DomainHeap.NO_FRAME) {
      for (int i = 0; i < reservation.frames(); i++) {
        frames.assign(first + i, reservation.domain().id());
      }
      given += reservation.frames();
      extentAccount.one();
    }
    return first;
  }

  /**
   * {@code guest_remove_page}: takes the owner's mark away. A frame that is still mapped goes to
   * the heap when that ends.
   */
  private boolean giveBack(long frame, int domain) {
    if (!frames.get(frame, domain)) {
      return false;
    }
    boolean its = !frames.isXenHeap(frame) && frames.clearAllocated(frame);
    if (its) {
      domains.machineToPhysical().set(frame, MachineToPhysical.INVALID_ENTRY);
      frames.put(frame);
      returned++;
    }
    frames.put(frame);
    return its;
  }

  private boolean refuse() {
    refused++;
    refusedAccount.one();
    return false;
  }

  /** Frames given to domains. */
  public long given() {
    return given;
  }

  /** Frames that domains gave back. */
  public long returned() {
    return returned;
  }

  /** Calls that ended before their last extent. */
  public long refused() {
    return refused;
  }
}
