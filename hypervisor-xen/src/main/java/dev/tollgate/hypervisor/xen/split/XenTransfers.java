package dev.tollgate.hypervisor.xen.split;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.FrameMoves;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import dev.tollgate.hypervisor.xen.grant.GrantTableOp;
import dev.tollgate.hypervisor.xen.grant.GrantTransfer;
import dev.tollgate.hypervisor.xen.grant.GuestGrants;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.memory.MemoryOp;
import dev.tollgate.hypervisor.xen.memory.MmuUpdate;
import dev.tollgate.hypervisor.xen.memory.Reservation;
import dev.tollgate.hypervisor.xen.memory.UpdateVaMapping;
import dev.tollgate.hypervisor.xen.multicall.MulticallEntry;

/**
 * Page flips and reservations as netback and netfront of May 2007 use them. A guest's P2M is
 * changed by its kernel, before the crossing; page table, M2P and owners by one multicall, in which
 * the last change of a page table flushes all TLBs where a frame goes away.
 *
 * <ul>
 *   <li>to give n frames back: n {@code update_va_mapping} to nothing, one {@code memory_op}
 *   <li>to put n frames behind numbers: n {@code update_va_mapping}, one {@code mmu_update} with n
 *       entries of M2P
 *   <li>to transfer n frames: n {@code update_va_mapping} to the replacements, one {@code
 *       mmu_update} with n entries of M2P, one {@code GNTTABOP_transfer} with n operations
 *   <li>to take frames: one {@code memory_op}, by itself
 * </ul>
 *
 * <p>These multicalls are what the drivers were written with, whatever the calls for I/O tables do.
 */
public final class XenTransfers implements FrameTransfers {

  /** Where the list of a reservation begins, behind its structure. */
  private static final int FIRST_EXTENT = Reservation.BYTES;

  private static final int FLAGS_OF_UPDATE = MulticallEntry.argument(2);
  private static final long FLUSH = UpdateVaMapping.TLB_FLUSH | UpdateVaMapping.ALL;

  private final ImmutableList<Kernel> kernels;
  private final ImmutableList<? extends Guest> guests;
  private final Hypercalls hypercalls;

  /** Between these guests, whose kernels come in the same order. */
  public XenTransfers(
      ImmutableList<Kernel> kernels, ImmutableList<? extends Guest> guests, Hypercalls hypercalls) {
    this.kernels = kernels;
    this.guests = guests;
    this.hypercalls = hypercalls;
  }

  @Override
  public int accept(int taker, int giver) {
    int reference = kernels.get(taker).grants().grantTransfer(kernels.get(giver).domain().id());
    return reference == GuestGrants.NONE ? NONE : reference;
  }

  @Override
  public long taken(int taker, int entry) {
    GuestGrants grants = kernels.get(taker).grants();
    long frame = grants.endTransfer(entry);
    grants.release(entry);
    return frame == GuestGrants.NO_FRAME ? Guest.NO_FRAME : frame;
  }

  @Override
  public void giveBack(int guest, FrameMoves list) {
    Kernel kernel = kernels.get(guest);
    FlipArrays arrays = kernel.flips();
    int calls = 0;
    for (int i = 0; i < list.size(); i++) {
      long number = guests.get(guest).numberOf(list.frame[i]);
      list.number[i] = number;
      arrays.reservation().put64(FIRST_EXTENT + i * Long.BYTES, list.frame[i]);
      if (number != Guest.NO_FRAME) {
        map(kernel, number, PhysicalToMachine.INVALID_ENTRY);
        kernel.machine().frameLeft(list.frame[i]);
        putUpdate(arrays, calls++, number, 0, 0);
      }
    }
    prepareReservation(arrays, list.size());
    long done;
    if (calls == 0) {
      done = reserve(kernel, MemoryOp.DECREASE_RESERVATION);
    } else {
      arrays.calls().put64((calls - 1) * MulticallEntry.BYTES + FLAGS_OF_UPDATE, FLUSH);
      putCall(
          arrays,
          calls,
          HypercallNumbers.MEMORY_OP,
          MemoryOp.DECREASE_RESERVATION,
          arrays.reservation().pointer());
      issue(kernel, calls + 1);
      done = arrays.calls().get64(calls * MulticallEntry.BYTES + MulticallEntry.RESULT);
    }
    for (int i = 0; i < list.size(); i++) {
      list.status[i] = i < done ? FrameMoves.DONE : GrantStatus.GENERAL_ERROR;
    }
  }

  @Override
  public int take(int guest, long[] frames, int count) {
    Kernel kernel = kernels.get(guest);
    FlipArrays arrays = kernel.flips();
    prepareReservation(arrays, count);
    int got = (int) reserve(kernel, MemoryOp.INCREASE_RESERVATION);
    arrays.reservation().load(FIRST_EXTENT + got * Long.BYTES);
    for (int i = 0; i < got; i++) {
      frames[i] = arrays.reservation().get64(FIRST_EXTENT + i * Long.BYTES);
    }
    return got;
  }

  @Override
  public void place(int guest, FrameMoves list) {
    Kernel kernel = kernels.get(guest);
    FlipArrays arrays = kernel.flips();
    int count = list.size();
    for (int i = 0; i < count; i++) {
      map(kernel, list.number[i], list.frame[i]);
      kernel.machine().frameCame(list.frame[i]);
      putUpdate(arrays, i, list.number[i], PageTableEntry.kernel(list.frame[i], true), 0);
      putRequest(arrays, i, list.frame[i], list.number[i]);
    }
    putRequests(arrays, count, count);
    issue(kernel, count + 1);
    for (int i = 0; i < count; i++) {
      list.status[i] = (int) arrays.calls().get64(i * MulticallEntry.BYTES + MulticallEntry.RESULT);
    }
  }

  @Override
  public void transfer(int guest, FrameMoves list) {
    Kernel kernel = kernels.get(guest);
    FlipArrays arrays = kernel.flips();
    int count = list.size();
    for (int i = 0; i < count; i++) {
      long number = guests.get(guest).numberOf(list.frame[i]);
      long replacement = list.replacement[i];
      list.number[i] = number;
      map(kernel, number, replacement);
      kernel.machine().frameLeft(list.frame[i]);
      kernel.machine().frameCame(replacement);
      putUpdate(
          arrays, i, number, PageTableEntry.kernel(replacement, true), i == count - 1 ? FLUSH : 0);
      putRequest(arrays, i, replacement, number);
      putTransfer(arrays, i, list);
    }
    putRequests(arrays, count, count);
    putCall(
        arrays,
        count + 1,
        HypercallNumbers.GRANT_TABLE_OP,
        GrantTableOp.TRANSFER,
        arrays.transfers().pointer());
    arrays.calls().put64((count + 1) * MulticallEntry.BYTES + MulticallEntry.argument(2), count);
    arrays.transfers().store(count * GrantTransfer.BYTES);
    issue(kernel, count + 2);
    arrays.transfers().load(count * GrantTransfer.BYTES);
    for (int i = 0; i < count; i++) {
      list.status[i] = arrays.transfers().get16(i * GrantTransfer.BYTES + GrantTransfer.STATUS);
      list.kept[i] = list.status[i] == GrantStatus.BAD_PAGE;
    }
  }

  /** The kernel's own table, whose followers hear of it before. */
  private static void map(Kernel kernel, long number, long frame) {
    kernel.domain().physicalToMachine().set(number, frame);
  }

  private static void putUpdate(FlipArrays arrays, int at, long number, long entry, long flags) {
    putCall(arrays, at, HypercallNumbers.UPDATE_VA_MAPPING, LinearMap.addressOf(number), entry);
    arrays.calls().put64(at * MulticallEntry.BYTES + FLAGS_OF_UPDATE, flags);
  }

  private static void putRequest(FlipArrays arrays, int at, long frame, long number) {
    OperationList requests = arrays.requests();
    requests.put64(
        at * MmuUpdate.REQUEST_BYTES, frame << PhysicalMemory.FRAME_SHIFT | MmuUpdate.MACHPHYS);
    requests.put64(at * MmuUpdate.REQUEST_BYTES + Long.BYTES, number);
  }

  /** The call that carries out all requests put. */
  private static void putRequests(FlipArrays arrays, int at, int count) {
    arrays.requests().store(count * MmuUpdate.REQUEST_BYTES);
    putCall(arrays, at, HypercallNumbers.MMU_UPDATE, arrays.requests().pointer(), count);
    int entry = at * MulticallEntry.BYTES;
    arrays.calls().put64(entry + MulticallEntry.argument(2), 0);
    arrays.calls().put64(entry + MulticallEntry.argument(3), DomainIds.SELF);
  }

  private void putTransfer(FlipArrays arrays, int at, FrameMoves list) {
    OperationList transfers = arrays.transfers();
    int operation = at * GrantTransfer.BYTES;
    transfers.put64(operation, list.frame[at]);
    transfers.put16(operation + 8, kernels.get(list.taker[at]).domain().id());
    transfers.put32(operation + 12, list.entry[at]);
    transfers.put16(operation + GrantTransfer.STATUS, GrantStatus.GENERAL_ERROR);
  }

  private static void putCall(FlipArrays arrays, int at, int number, long a0, long a1) {
    int entry = at * MulticallEntry.BYTES;
    arrays.calls().put64(entry + MulticallEntry.NUMBER, number);
    arrays.calls().put64(entry + MulticallEntry.argument(0), a0);
    arrays.calls().put64(entry + MulticallEntry.argument(1), a1);
    arrays.calls().put64(entry + MulticallEntry.argument(2), 0);
    arrays.calls().put64(entry + MulticallEntry.argument(3), 0);
    arrays.calls().put64(entry + MulticallEntry.argument(4), 0);
  }

  private void issue(Kernel kernel, int calls) {
    OperationList list = kernel.flips().calls();
    list.store(calls * MulticallEntry.BYTES);
    hypercalls.call(kernel.current(), HypercallNumbers.MULTICALL, list.pointer(), calls);
    list.load(calls * MulticallEntry.BYTES);
  }

  private static void prepareReservation(FlipArrays arrays, int count) {
    OperationList reservation = arrays.reservation();
    reservation.put64(0, reservation.pointer() + FIRST_EXTENT);
    reservation.put64(8, count);
    reservation.put64(16, 0);
    reservation.put64(24, DomainIds.SELF);
    reservation.store(FIRST_EXTENT + count * Long.BYTES);
  }

  private long reserve(Kernel kernel, int command) {
    return hypercalls.call(
        kernel.current(),
        HypercallNumbers.MEMORY_OP,
        command,
        kernel.flips().reservation().pointer());
  }
}
