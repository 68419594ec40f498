package dev.tollgate.hypervisor.xen.iommu;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameListener;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.domain.ReferenceCounts;
import dev.tollgate.hypervisor.xen.domain.ReferenceHolder;
import dev.tollgate.hypervisor.xen.grant.GrantTables;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import java.util.BitSet;

/**
 * Xen's side of the calls that fill an I/O table.
 *
 * <p>Each entry is checked: the frame must belong to the caller, or be one that another domain
 * granted and the caller has mapped, with the right to write if the device gets it; the I/O page
 * must be free or lead to that frame already. A valid entry holds a reference to its frame, so a
 * frame that is given back while a device can reach it goes to nobody before the entry is cleared.
 * What the reference cannot see is an entry that was cleared but is still in the unit's cache;
 * before such a frame leaves its domain, the unit is made to forget (as {@code guest_remove_page}
 * of today's Xen forces a flush), or, without {@code flushOnRelease}, the departure is counted as a
 * violation.
 */
final class IommuHypercall implements HypercallHandler, FrameListener, ReferenceHolder {

  /** Translation domain of the devices that granted frames are mapped for: the first. */
  private static final int GRANTED_DOMAIN = 0;

  private final Iommu unit;
  private final FrameTable frames;
  private final GrantTables grants;
  private final IotlbListener exposure;
  private final boolean flushOnRelease;
  private final boolean selective;
  private final TimedLock lock;
  private final CycleAccount checks;
  private final CycleAccount arrayOperations;
  private final ReachableFrames[] domains;
  private final BitSet granted = new BitSet();
  private final BitSet toForget = new BitSet();
  private final BitSet toFree = new BitSet();
  final IommuCounts counts = new IommuCounts();

  /** Nothing is entered yet. */
  IommuHypercall(
      Machine hardware,
      Domains all,
      GrantTables grants,
      DrivenIommu driven,
      boolean flushOnRelease) {
    this.grants = grants;
    this.unit = driven.unit();
    this.selective = driven.capabilities().contains(IommuCapability.SELECTIVE_INVALIDATION);
    this.frames = all.frames();
    this.exposure = driven.exposure();
    this.flushOnRelease = flushOnRelease;
    this.lock = new TimedLock("xen iommu", hardware);
    CycleLedger ledger = hardware.ledger();
    this.checks = ledger.account(CostCenter.HYPERVISOR, IommuSteps.FRAME_CHECK);
    this.arrayOperations = ledger.account(CostCenter.HYPERVISOR, IommuSteps.ARRAY_OPERATION);
    this.domains = new ReachableFrames[driven.domains()];
    for (int domain = 0; domain < domains.length; domain++) {
      domains[domain] =
          new ReachableFrames(
              Math.toIntExact(unit.iovaAllocator(domain).size()), all.frames().size());
    }
  }

  /** Whether any device's addresses are translated. */
  boolean translates() {
    return domains.length > 0;
  }

  @Override
  public long handle(HypercallFrame call) {
    if (call.caller().id() != DomainIds.DOM0) {
      return Errno.PERM;
    }
    long word = call.argument(0);
    if (IommuCall.operation(word) == IommuCall.ARRAY) {
      return handleArray(call);
    }
    lock.acquire();
    long result =
        handleOne(call.caller().id(), word, call.argument(1), call.argument(2), call.argument(3));
    lock.release();
    return result;
  }

  private long handleArray(HypercallFrame call) {
    long pointer = call.argument(1);
    long count = call.unsigned(2);
    GuestStructure operation = call.structure();
    lock.acquire();
    try {
      for (long i = 0; i < count; i++) {
        if (i > 0 && call.isPreempted()) {
          return call.continueWith(
              call.argument(0), pointer + i * IommuCall.BYTES, count - i, call.argument(3));
        }
        long at = pointer + i * IommuCall.BYTES;
        if (!operation.load(call.caller().memory(), at, IommuCall.BYTES)) {
          return Errno.FAULT;
        }
        arrayOperations.one();
        long status =
            handleOne(
                call.caller().id(),
                operation.u64(IommuCall.WORD),
                operation.u64(IommuCall.IO_PAGE),
                operation.u64(IommuCall.FRAME),
                operation.u32(IommuCall.PAGES));
        operation.put32(IommuCall.STATUS, status);
        if (!operation.store(call.caller().memory(), at, IommuCall.STATUS, Integer.BYTES)) {
          return Errno.FAULT;
        }
      }
      return 0;
    } finally {
      lock.release();
    }
  }

  private long handleOne(int caller, long word, long ioPage, long frame, long pages) {
    int domain = IommuCall.domain(word);
    if (domain < 0 || domain >= domains.length) {
      return refused(Errno.NOENT);
    }
    ReachableFrames reachable = domains[domain];
    int operation = IommuCall.operation(word);
    if (operation == IommuCall.FORGET_ALL) {
      return forgetAll(domain, reachable);
    }
    if (ioPage < 0 || pages < 1 || pages > reachable.entries() - ioPage) {
      return refused(Errno.INVAL);
    }
    return switch (operation) {
      case IommuCall.MAP ->
          map(caller, domain, reachable, ioPage, frame, (int) pages, IommuCall.rights(word));
      case IommuCall.UNMAP -> unmap(domain, reachable, ioPage, (int) pages);
      case IommuCall.FORGET -> forget(domain, reachable, ioPage, (int) pages);
      default -> refused(Errno.NOSYS);
    };
  }

  private long map(
      int caller,
      int domain,
      ReachableFrames reachable,
      long ioPage,
      long frame,
      int pages,
      int rights) {
    if (rights == 0) {
      return refused(Errno.INVAL);
    }
    boolean toWrite = IommuCall.direction(rights) != DmaDirection.TO_DEVICE;
    for (int i = 0; i < pages; i++) {
      checks.one();
      long status = check(caller, reachable, ioPage + i, frame + i, toWrite);
      if (status != 0) {
        return refused(status);
      }
    }
    for (int i = 0; i < pages; i++) {
      if (reachable.frame(ioPage + i) < 0) {
        take(frame + i);
        reachable.enter(ioPage + i, frame + i);
      }
    }
    unit.map(domain, ioPage, pages, frame, IommuCall.direction(rights));
    counts.mapped += pages;
    return 0;
  }

  private long check(
      int caller, ReachableFrames reachable, long ioPage, long frame, boolean toWrite) {
    boolean own = frames.owner(frame) == caller && frames.isAllocated(frame);
    if (!own && !(frames.isValid(frame) && grants.hasMapped(caller, frame, toWrite))) {
      return Errno.PERM;
    }
    int before = reachable.frame(ioPage);
    return before < 0 || before == frame ? 0 : Errno.EXIST;
  }

  private void take(long frame) {
    if (!frames.get(frame, frames.owner(frame))) {
      throw new IllegalStateException("frame 0x%x is nobody's".formatted(frame));
    }
  }

  private long unmap(int domain, ReachableFrames reachable, long ioPage, int pages) {
    // The entries first: no frame is anybody else's while a valid entry leads to it.
    unit.unmap(domain, ioPage, pages);
    long status = 0;
    for (int i = 0; i < pages; i++) {
      checks.one();
      int frame = reachable.frame(ioPage + i);
      if (frame < 0) {
        status = Errno.NOENT;
      } else {
        reachable.clear(ioPage + i);
        frames.put(frame);
        counts.unmapped++;
      }
    }
    return status == 0 ? 0 : refused(status);
  }

  private long forget(int domain, ReachableFrames reachable, long ioPage, int pages) {
    counts.flushes++;
    if (!unit.invalidate(domain, ioPage, pages)) {
      return Errno.BUSY;
    }
    if (selective) {
      reachable.forget(ioPage, pages);
    } else {
      reachable.forgetAll();
    }
    return 0;
  }

  private long forgetAll(int domain, ReachableFrames reachable) {
    counts.flushes++;
    if (!unit.invalidateAll(domain)) {
      return Errno.BUSY;
    }
    reachable.forgetAll();
    return 0;
  }

  private long refused(long error) {
    counts.refused++;
    return error;
  }

  /**
   * Enters a frame that a grant lets devices reach; its reference is the grant's.
   *
   * @return its I/O page, or -1 if there is none left
   */
  long mapGranted(long frame, boolean writable) {
    IovaAllocator pages = unit.iovaAllocator(GRANTED_DOMAIN);
    lock.acquire();
    checks.one();
    long ioPage = takePage(pages);
    if (ioPage != IovaAllocator.NONE) {
      enterGranted(ioPage, frame, writable);
      domains[GRANTED_DOMAIN].enter(ioPage, frame);
      granted.set((int) ioPage);
      counts.granted++;
    }
    unit.endOfCall(GRANTED_DOMAIN);
    lock.release();
    return ioPage;
  }

  /** An I/O page other than the first: a bus address of 0 means none in grant operations. */
  private long takePage(IovaAllocator pages) {
    long ioPage = search(pages);
    if (ioPage != 0) {
      return ioPage;
    }
    long other = search(pages);
    if (!pages.free(0, 1)) {
      throw new IllegalStateException("I/O page 0 was not taken");
    }
    return other;
  }

  private long search(IovaAllocator pages) {
    long ioPage = pages.allocate(1, 1, Long.MAX_VALUE);
    if (ioPage != IovaAllocator.NONE) {
      return ioPage;
    }
    if (unit.invalidateAll(GRANTED_DOMAIN)) {
      domains[GRANTED_DOMAIN].forgetAll();
      exposure.forgotAll(GRANTED_DOMAIN);
    }
    return pages.retry(1, 1, Long.MAX_VALUE);
  }

  private void enterGranted(long ioPage, long frame, boolean writable) {
    DmaDirection rights = writable ? DmaDirection.BIDIRECTIONAL : DmaDirection.TO_DEVICE;
    unit.map(GRANTED_DOMAIN, ioPage, 1, frame, rights);
    exposure.entered(GRANTED_DOMAIN, ioPage, frame, unit.grants(rights));
  }

  /** Gives or takes the right to write such a frame. */
  void changeGranted(long ioPage, long frame, boolean writable) {
    lock.acquire();
    clearGranted(ioPage);
    enterGranted(ioPage, frame, writable);
    if (!writable) {
      toForget.set((int) ioPage);
      counts.downgraded++;
    }
    unit.endOfCall(GRANTED_DOMAIN);
    lock.release();
  }

  private void clearGranted(long ioPage) {
    unit.unmap(GRANTED_DOMAIN, ioPage, 1);
    exposure.cleared(GRANTED_DOMAIN, ioPage);
  }

  /** Clears such an entry; its page is free once {@link #forgetGranted the unit has forgotten}. */
  void unmapGranted(long ioPage) {
    lock.acquire();
    clearGranted(ioPage);
    domains[GRANTED_DOMAIN].clear(ioPage);
    granted.clear((int) ioPage);
    toForget.set((int) ioPage);
    toFree.set((int) ioPage);
    unit.endOfCall(GRANTED_DOMAIN);
    lock.release();
  }

  /** Makes the unit forget all such pages that were cleared, or lost the right to be written. */
  void forgetGranted() {
    if (toForget.isEmpty()) {
      return;
    }
    lock.acquire();
    boolean forgotten = selective ? forgetOneByOne() : forgetTogether();
    if (forgotten) {
      toForget.clear();
      freeForgotten();
    }
    unit.endOfCall(GRANTED_DOMAIN);
    lock.release();
  }

  private boolean forgetOneByOne() {
    boolean all = true;
    for (int page = toForget.nextSetBit(0); page >= 0; page = toForget.nextSetBit(page + 1)) {
      counts.flushes++;
      if (unit.invalidate(GRANTED_DOMAIN, page, 1)) {
        domains[GRANTED_DOMAIN].forget(page, 1);
        exposure.forgot(GRANTED_DOMAIN, page, 1);
      } else {
        all = false;
      }
    }
    return all;
  }

  private boolean forgetTogether() {
    counts.flushes++;
    if (!unit.invalidateAll(GRANTED_DOMAIN)) {
      return false;
    }
    domains[GRANTED_DOMAIN].forgetAll();
    exposure.forgotAll(GRANTED_DOMAIN);
    return true;
  }

  /** A page that the unit may still have in its cache is not given to anybody. */
  private void freeForgotten() {
    IovaAllocator pages = unit.iovaAllocator(GRANTED_DOMAIN);
    for (int page = toFree.nextSetBit(0); page >= 0; page = toFree.nextSetBit(page + 1)) {
      if (!pages.free(page, 1)) {
        throw new IllegalStateException("I/O page 0x%x was not taken".formatted(page));
      }
    }
    toFree.clear();
  }

  @Override
  public void left(int owner, long frame) {
    for (int domain = 0; domain < domains.length; domain++) {
      ReachableFrames reachable = domains[domain];
      if (reachable.isMapped(frame)) {
        counts.leftWhileMapped++;
      }
      if (!reachable.isCached(frame)) {
        continue;
      }
      if (flushOnRelease && unit.invalidateAll(domain)) {
        counts.flushesForRelease++;
        reachable.forgetAll();
        exposure.forgotAll(domain);
      } else {
        counts.leftWhileCached++;
      }
    }
  }

  @Override
  public void countReferences(ReferenceCounts references) {
    for (int domain = 0; domain < domains.length; domain++) {
      ReachableFrames reachable = domains[domain];
      for (int entry = 0; entry < reachable.entries(); entry++) {
        int frame = reachable.frame(entry);
        if (frame >= 0 && !(domain == GRANTED_DOMAIN && granted.get(entry))) {
          references.reference(frame);
        }
      }
    }
  }
}
