package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;

/**
 * The guest's pages for received packets: how many are offered, and what becomes of one with a
 * packet in it.
 *
 * <p>The number of pages on offer begins at {@value #LEAST_TARGET}. Pages are offered anew when at
 * least half of it is missing; it doubles, up to the ring's size, if the back end has less than a
 * quarter of it left then, whether its answers have been taken yet or not. The first {@value
 * #LINEAR_BYTES} bytes of a packet are copied to its linear part (RX_COPY_THRESHOLD); a longer
 * packet keeps the page for the rest, a shorter one gives it back.
 */
final class ReceivePages {

  /** RX_COPY_THRESHOLD. */
  static final int LINEAR_BYTES = 256;

  /** RX_DFL_MIN_TARGET. */
  static final int LEAST_TARGET = 64;

  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final PageAllocator pages;
  private final SplitCounts counts;
  private int target = LEAST_TARGET;
  private boolean offeredBefore;

  private final CycleLedger ledger;
  private final int received;
  private final int offered;
  private final int copiedBytes;
  private final int allocations;
  private final int frees;

  ReceivePages(SplitParts parts, PacketMemory packets, SplitCounts counts) {
    this.packets = packets;
    this.counts = counts;
    this.memory = parts.front().machine().memory();
    this.pages = parts.front().machine().pages();
    this.ledger = parts.front().machine().ledger();
    this.received = ledger.open(CostCenter.DRIVER, SplitSteps.RECEIVE);
    this.offered = ledger.open(CostCenter.DRIVER, SplitSteps.POST);
    this.copiedBytes = ledger.open(CostCenter.DRIVER, Steps.COPY_BYTE);
    this.allocations = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    this.frees = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
  }

  /**
   * How many pages are to be offered now; 0 if too few are missing.
   *
   * @param left pages whose answers were not taken yet
   * @param answered those of them that the back end has answered
   */
  int missing(int left, int answered) {
    int missing = target - left;
    if (missing < target / 2) {
      return 0;
    }
    if (offeredBefore && left - answered < target / 4) {
      target = Math.min(2 * target, NetifFormat.RECEIVE_RING.slots());
    }
    return missing;
  }

  /** Takes a page to be offered; {@link PageAllocator#NO_FRAME} if there is none. */
  long allocate() {
    ledger.add(allocations, 1);
    return pages.allocate(0);
  }

  /** A page was offered. */
  void countOffered() {
    offeredBefore = true;
    ledger.add(offered, 1);
    counts.posted++;
  }

  /** A response was taken. */
  void countResponse() {
    ledger.add(received, 1);
  }

  /** Makes a packet of what is in a page and hands it up; what failed has no length. */
  void handUp(
      NetworkStack stack, long frame, int offset, int length, boolean verified, long arrived) {
    if (length <= 0) {
      free(frame);
      return;
    }
    PacketBuffer packet = packets.allocate(LINEAR_BYTES);
    if (packet == null) {
      counts.noMemory++;
      free(frame);
      return;
    }
    int linear = Math.min(length, LINEAR_BYTES);
    long address = (frame << PhysicalMemory.FRAME_SHIFT) + offset;
    memory.copy(address, packet.head, linear);
    ledger.add(copiedBytes, linear);
    counts.pulledBytes += linear;
    packet.headLength = linear;
    packet.checksumVerified = verified;
    packet.arrived = arrived;
    if (length > linear) {
      packet.addFragment(address + linear, length - linear);
      packet.ownsPages = true;
    } else {
      free(frame);
    }
    stack.received(packet);
  }

  /** Gives a page back to the guest's allocator. */
  void free(long frame) {
    ledger.add(frees, 1);
    pages.free(frame, 0);
  }
}
