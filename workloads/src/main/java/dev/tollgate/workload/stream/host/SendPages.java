package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.Arrays;

/**
 * The memory of a write queue: page frames filled one after the other, as tcp_sendmsg does with
 * scatter-gather, so the byte of the stream at position p is in the page p / 4096 at p % 4096.
 *
 * <p>A page goes back to the page allocator once all its bytes are acknowledged and no packet that
 * shows them is with the driver.
 */
final class SendPages {

  private static final int SHIFT = PhysicalMemory.FRAME_SHIFT;
  private static final int BYTES = PhysicalMemory.FRAME_BYTES;

  private final PageAllocator pages;
  private final CycleAccount allocations;
  private final CycleAccount frees;

  private long[] frames = new long[64];
  private int[] users = new int[64];
  private long firstPage;
  private long endPage;

  SendPages(Machine machine) {
    this.pages = machine.pages();
    CycleLedger ledger = machine.ledger();
    this.allocations = ledger.account(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    this.frees = ledger.account(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
  }

  /** Takes the page of the byte at {@code position} if it has none yet; false if there is none. */
  boolean ensure(long position) {
    long page = position >>> SHIFT;
    if (page < endPage) {
      return true;
    }
    allocations.one();
    long frame = pages.allocate(0);
    if (frame == PageAllocator.NO_FRAME) {
      return false;
    }
    if (endPage - firstPage == frames.length) {
      grow();
    }
    int slot = slot(endPage++);
    frames[slot] = frame;
    users[slot] = 0;
    return true;
  }

  /** Physical address of the byte at {@code position}. */
  long address(long position) {
    return (frames[slot(position >>> SHIFT)] << SHIFT) + (position & (BYTES - 1));
  }

  /**
   * Makes fragments of the bytes from {@code position} on, whose pages stay until {@link #unpin}.
   */
  void pin(PacketBuffer packet, long position, int length) {
    long end = position + length;
    for (long at = position; at < end; at = (at | (BYTES - 1)) + 1) {
      users[slot(at >>> SHIFT)]++;
      packet.addFragment(address(at), (int) (Math.min(end, (at | (BYTES - 1)) + 1) - at));
    }
  }

  /** The driver is done with a packet of these bytes. */
  void unpin(long position, int length) {
    long last = (position + length - 1) >>> SHIFT;
    for (long page = position >>> SHIFT; page <= last; page++) {
      users[slot(page)]--;
    }
  }

  /** Gives back the pages before the byte at {@code position} that nobody uses. */
  void release(long position) {
    long until = position >>> SHIFT;
    while (firstPage < until && users[slot(firstPage)] == 0) {
      frees.one();
      pages.free(frames[slot(firstPage++)], 0);
    }
  }

  /** Gives all pages back; call it when the driver has given all packets back. */
  void close() {
    while (firstPage < endPage) {
      pages.free(frames[slot(firstPage++)], 0);
    }
  }

  /** Pages held. */
  long held() {
    return endPage - firstPage;
  }

  private int slot(long page) {
    return (int) page & (frames.length - 1);
  }

  private void grow() {
    int capacity = frames.length;
    long[] moreFrames = Arrays.copyOf(frames, 2 * capacity);
    int[] moreUsers = Arrays.copyOf(users, 2 * capacity);
    for (long page = firstPage; page < endPage; page++) {
      int from = (int) page & (capacity - 1);
      int to = (int) page & (2 * capacity - 1);
      moreFrames[to] = frames[from];
      moreUsers[to] = users[from];
    }
    frames = moreFrames;
    users = moreUsers;
  }
}
