package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.FrameType;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * {@code mmu_update(reqs, count, done, foreigndom)} (xen/arch/x86/mm.c): a list of 16-byte
 * requests, each a page-table entry at a machine address or an entry of M2P. The first that fails
 * ends the list; how many were done is added to the guest's counter.
 */
public final class MmuUpdate implements HypercallHandler {

  /** Bytes of a request: machine address with the kind in its low two bits, and the value. */
  public static final int REQUEST_BYTES = 16;

  /** Kind: a page-table entry, checked. */
  public static final int NORMAL = 0;

  /** Kind: an entry of M2P; the address is one in the frame. */
  public static final int MACHPHYS = 1;

  /** Kind: as NORMAL, keeping what the CPU notes in the entry. */
  public static final int PRESERVE_AD = 2;

  private static final long PREEMPTED = 1L << 31;
  private static final int DOMAIN_MASK = 0xffff;

  private final Domains domains;
  private final CycleAccount updateAccount;
  private final CycleAccount machphysAccount;
  private final CycleAccount refusedAccount;
  private long machphysUpdates;

  /** The body of the call. */
  public MmuUpdate(Domains domains, CycleLedger ledger) {
    this.domains = domains;
    this.updateAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.UPDATE_VA);
    this.machphysAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.MACHPHYS_UPDATE);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  @Override
  public long handle(HypercallFrame call) {
    Domain caller = call.caller();
    long owner = ForeignDomain.resolve(domains, caller, (int) call.argument(3) & DOMAIN_MASK);
    if (owner < 0) {
      refusedAccount.one();
      return owner;
    }
    long list = call.argument(0);
    long count = call.unsigned(1) & ~PREEMPTED;
    long doneBefore = 0;
    if ((call.unsigned(1) & PREEMPTED) != 0 && call.argument(2) != 0) {
      if (!call.structure().load(caller.memory(), call.argument(2), Integer.BYTES)) {
        return Errno.FAULT;
      }
      doneBefore = call.structure().u32(0);
    }
    long result = 0;
    long i = 0;
    for (; i < count && result == 0; i++) {
      if (call.isPreempted()) {
        result =
            call.continueWith(
                list + REQUEST_BYTES * i,
                (count - i) | PREEMPTED,
                call.argument(2),
                call.argument(3));
        break;
      }
      result = update(call, list + REQUEST_BYTES * i, (int) owner);
      if (result != 0) {
        break;
      }
    }
    return answer(call, doneBefore + i, result);
  }

  private static long answer(HypercallFrame call, long done, long result) {
    long pointer = call.argument(2);
    if (pointer != 0) {
      call.structure().put32(0, done);
      if (!call.structure().store(call.caller().memory(), pointer, 0, Integer.BYTES)
          && !call.isContinued()) {
        return Errno.FAULT;
      }
    }
    return result;
  }

  private long update(HypercallFrame call, long pointer, int owner) {
    GuestStructure request = call.structure();
    if (!request.load(call.caller().memory(), pointer, REQUEST_BYTES)) {
      return Errno.FAULT;
    }
    long address = request.u64(0) & ~3L;
    long value = request.u64(8);
    long result =
        switch ((int) request.u64(0) & 3) {
          case NORMAL, PRESERVE_AD -> entry(call.caller(), address, value, owner);
          case MACHPHYS -> machphys(address, value, owner);
          default -> Errno.NOSYS;
        };
    if (result != 0) {
      refusedAccount.one();
    }
    return result;
  }

  private long machphys(long address, long value, int owner) {
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    if (!domains.frames().get(frame, owner)) {
      return Errno.INVAL;
    }
    domains.machineToPhysical().set(frame, value);
    domains.frames().put(frame);
    machphysUpdates++;
    machphysAccount.one();
    return 0;
  }

  private long entry(Domain caller, long address, long value, int owner) {
    LinearMap map = caller.linearMap();
    int slot = map.slotAt(address);
    if (slot < 0) {
      return word(caller, address, value);
    }
    switch (map.change(slot, value, owner)) {
      case DONE -> {
        updateAccount.one();
        return 0;
      }
      case GRANTED -> caller.crash("a granted page-table entry was overwritten");
      case REFUSED -> {}
    }
    return Errno.INVAL;
  }

  /** In a frame that is no page table, the word is written as the guest could itself. */
  private long word(Domain caller, long address, long value) {
    FrameTable frames = domains.frames();
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    if ((address & (Long.BYTES - 1)) != 0
        || !frames.getAs(frame, caller.id(), FrameType.WRITABLE)) {
      return Errno.INVAL;
    }
    domains.memory().writeLongLittleEndian(address, value);
    frames.putAs(frame);
    updateAccount.one();
    return 0;
  }

  /** Entries of M2P changed. */
  public long machphysUpdates() {
    return machphysUpdates;
  }
}
