package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainHeap;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * {@code GNTTABOP_transfer}, the page flip: a frame of the caller becomes another domain's, which
 * has said by an entry of its own that it accepts one.
 *
 * <p>First the frame is taken, which fails with {@link GrantStatus#BAD_PAGE} if anybody refers to
 * it. From then on it is the caller's no more: whatever fails afterwards, the frame is lost to it.
 */
public final class GrantTransfer {

  /** Bytes of {@code struct gnttab_transfer}. */
  public static final int BYTES = 24;

  /** Where its status stands. */
  public static final int STATUS = 16;

  private final Domains domains;
  private final FrameTable frames;
  private final GrantTables tables;
  private final XenPeriod period;
  private final CycleAccount transferAccount;
  private final CycleAccount refusedAccount;
  private long transfers;
  private long refused;
  private long lost;

  GrantTransfer(Domains domains, GrantTables tables, XenPeriod period, CycleLedger ledger) {
    this.domains = domains;
    this.frames = domains.frames();
    this.tables = tables;
    this.period = period;
    this.transferAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.GRANT_TRANSFER);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  /** Transfers what the structure says and puts the status into it. */
  int transfer(Domain caller, GuestStructure operation) {
    int status = transfer(caller, operation.u64(0), operation.u16(8), operation.u32(12));
    operation.put16(STATUS, status);
    if (status == GrantStatus.OKAY) {
      transfers++;
      transferAccount.one();
    } else {
      refused++;
      refusedAccount.one();
    }
    return status;
  }

  private int transfer(Domain caller, long frame, int to, long reference) {
    if (!frames.steal(frame, caller.id())) {
      return GrantStatus.BAD_PAGE;
    }
    GrantTable table = tables.table(to);
    if (table == null) {
      return lose(frame, GrantStatus.BAD_DOMAIN);
    }
    Domain receiver = table.domain();
    long handed = frame;
    if (period != XenPeriod.XEN_3_1 && !receiver.canAddress(frame)) {
      handed = replace(frame, receiver);
      if (handed == DomainHeap.NO_FRAME) {
        return lose(frame, GrantStatus.ADDRESS_TOO_BIG);
      }
    }
    if (receiver.isDying() || !receiver.hasHeadroom(1) || !commit(table, reference, caller.id())) {
      return lose(handed, GrantStatus.GENERAL_ERROR);
    }
    frames.give(handed, receiver.id());
    int entry = (int) reference;
    table.setFrame(entry, handed);
    table.setFlags(entry, table.flags(entry) | GrantEntry.COMPLETED);
    return GrantStatus.OKAY;
  }

  /** The entry must say exactly that the giver may give; it is marked ({@code prepare}). */
  private static boolean commit(GrantTable table, long reference, int giver) {
    if (!table.contains(reference)) {
      return false;
    }
    int entry = (int) reference;
    if (table.flags(entry) != GrantEntry.ACCEPT_TRANSFER || table.user(entry) != giver) {
      return false;
    }
    table.setFlags(entry, GrantEntry.ACCEPT_TRANSFER | GrantEntry.COMMITTED);
    return true;
  }

  /** A copy of the frame where the receiver can address it; the frame itself is freed. */
  private long replace(long frame, Domain receiver) {
    long copy = frames.heap().allocate(0);
    if (copy == DomainHeap.NO_FRAME) {
      return copy;
    }
    if (!receiver.canAddress(copy)) {
      frames.heap().free(copy, 0);
      return DomainHeap.NO_FRAME;
    }
    domains
        .memory()
        .copy(
            frame << PhysicalMemory.FRAME_SHIFT,
            copy << PhysicalMemory.FRAME_SHIFT,
            PhysicalMemory.FRAME_BYTES);
    frames.assignToNobody(copy);
    frames.freeStolen(frame);
    return copy;
  }

  private int lose(long frame, int status) {
    lost++;
    frames.freeStolen(frame);
    return status;
  }

  /** Frames transferred. */
  public long transfers() {
    return transfers;
  }

  /** Transfers refused. */
  public long refused() {
    return refused;
  }

  /** Of these, those whose frame the giver has lost. */
  public long lost() {
    return lost;
  }
}
