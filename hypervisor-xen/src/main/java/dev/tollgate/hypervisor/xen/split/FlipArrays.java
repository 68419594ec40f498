package dev.tollgate.hypervisor.xen.split;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.GuestMemory;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.grant.GrantTransfer;
import dev.tollgate.hypervisor.xen.memory.MmuUpdate;
import dev.tollgate.hypervisor.xen.memory.Reservation;
import dev.tollgate.hypervisor.xen.multicall.MulticallEntry;

/**
 * The arrays in a kernel's memory that moving up to {@value #MOST} frames takes: netback's and
 * netfront's {@code rx_mcl}, {@code rx_mmu}, {@code grant_rx_op}, and the list of a reservation.
 *
 * @param calls entries of a multicall: one for each frame, and two
 * @param requests of mmu_update
 * @param transfers operations of a grant call
 * @param reservation the structure of a memory call, and behind it its list of frames
 */
record FlipArrays(
    OperationList calls,
    OperationList requests,
    OperationList transfers,
    OperationList reservation) {

  /** Frames moved at a time: a ring's slots. */
  static final int MOST = 256;

  private static final int CALL_BYTES = (MOST + 2) * MulticallEntry.BYTES;
  private static final int REQUEST_BYTES = MOST * MmuUpdate.REQUEST_BYTES;
  private static final int TRANSFER_BYTES = MOST * GrantTransfer.BYTES;
  private static final int RESERVATION_BYTES = Reservation.BYTES + MOST * Long.BYTES;

  /** Frames that they take, next to each other for the kernel. */
  static final int PAGES =
      pages(CALL_BYTES) + pages(REQUEST_BYTES) + pages(TRANSFER_BYTES) + pages(RESERVATION_BYTES);

  private static int pages(int bytes) {
    return (bytes + PhysicalMemory.FRAME_BYTES - 1) / PhysicalMemory.FRAME_BYTES;
  }

  /** Arrays from a kernel's page number {@code first} on. */
  static FlipArrays at(GuestMemory memory, int first) {
    int requests = first + pages(CALL_BYTES);
    int transfers = requests + pages(REQUEST_BYTES);
    int reservation = transfers + pages(TRANSFER_BYTES);
    return new FlipArrays(
        list(memory, first, CALL_BYTES),
        list(memory, requests, REQUEST_BYTES),
        list(memory, transfers, TRANSFER_BYTES),
        list(memory, reservation, RESERVATION_BYTES));
  }

  private static OperationList list(GuestMemory memory, int page, int bytes) {
    return new OperationList(memory, LinearMap.addressOf(page), bytes);
  }
}
