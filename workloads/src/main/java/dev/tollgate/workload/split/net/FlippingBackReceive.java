package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.FrameMoves;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.BackRing;

/**
 * Netback of May 2007 for a front end that takes flipped pages: each packet is copied to a page of
 * its own when it comes, for nothing but the packet may be in it; all pages that wait then change
 * hands by one crossing, and frames that the hypervisor gave before, {@value #TAKEN_AT_A_TIME} at a
 * time, take their places.
 *
 * <p>A frame that devices may still reach cannot be given away. It stays with the guest, the packet
 * is lost, and the frame is the next replacement.
 */
final class FlippingBackReceive implements BackReceive {

  /** MAX_MFN_ALLOC: frames taken from the hypervisor at a time. */
  static final int TAKEN_AT_A_TIME = 64;

  /** Bytes left free at the begin of a page: NET_SKB_PAD and NET_IP_ALIGN. */
  private static final int HEADROOM = 18;

  private static final int QUEUE = NetifFormat.RECEIVE_RING.slots();

  private final FrameTransfers transfers;
  private final PacketMemory packets;
  private final PageAllocator pages;
  private final PhysicalMemory memory;
  private final BackRing ring;
  private final SplitCounts counts;
  private final int back;
  private final int front;
  private final long[] page = new long[QUEUE];
  private final int[] length = new int[QUEUE];
  private final boolean[] verified = new boolean[QUEUE];
  private final long[] arrived = new long[QUEUE];
  private int first;
  private int waiting;
  private final int[] ids = new int[QUEUE];
  private final FrameMoves moves = new FrameMoves(QUEUE);
  private final long[] spare = new long[TAKEN_AT_A_TIME + QUEUE];
  private final long[] fresh = new long[TAKEN_AT_A_TIME];
  private int spares;
  private final CycleLedger ledger;
  private final int passed;
  private final int copiedBytes;
  private final int allocations;
  private final int frees;

  FlippingBackReceive(
      SplitParts parts,
      FrameTransfers transfers,
      PacketMemory packets,
      BackRing ring,
      SplitCounts counts) {
    this.transfers = transfers;
    this.packets = packets;
    this.ring = ring;
    this.counts = counts;
    this.pages = parts.back().machine().pages();
    this.memory = parts.back().machine().memory();
    this.back = parts.back().number();
    this.front = parts.front().number();
    this.ledger = parts.back().machine().ledger();
    this.passed = ledger.open(CostCenter.DRIVER, SplitSteps.TO_GUEST);
    this.copiedBytes = ledger.open(CostCenter.DRIVER, Steps.COPY_BYTE);
    this.allocations = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    this.frees = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
  }

  @Override
  public void take(PacketBuffer packet) {
    if (waiting >= Math.min(QUEUE, ring.requests())) {
      counts.noRoom++;
      packets.free(packet);
      return;
    }
    ledger.add(allocations, 1);
    long frame = pages.allocate(0);
    if (frame == PageAllocator.NO_FRAME) {
      counts.noMemory++;
      packets.free(packet);
      return;
    }
    int place = (first + waiting++) & (QUEUE - 1);
    page[place] = frame;
    length[place] = packet.headLength;
    verified[place] = packet.checksumVerified;
    arrived[place] = packet.arrived;
    memory.copy(packet.head, (frame << PhysicalMemory.FRAME_SHIFT) + HEADROOM, packet.headLength);
    ledger.add(copiedBytes, packet.headLength);
    counts.flipCopiedBytes += packet.headLength;
    packets.free(packet);
  }

  @Override
  public int waiting() {
    return waiting;
  }

  @Override
  public boolean passAll() {
    moves.clear();
    while (moves.size() < waiting && ring.requests() > 0 && hasSpare()) {
      ledger.add(passed, 1);
      long slot = ring.nextRequest();
      int place = (first + moves.size()) & (QUEUE - 1);
      ids[moves.size()] = NetifFormat.id(memory, slot);
      moves.add(page[place], spare[--spares], front, NetifFormat.receiveReference(memory, slot));
    }
    if (moves.size() == 0) {
      return false;
    }
    transfers.transfer(back, moves);
    counts.toGuest += moves.size();
    counts.toGuestBatches++;
    for (int i = 0; i < moves.size(); i++) {
      answer(i);
    }
    return ring.push();
  }

  private boolean hasSpare() {
    if (spares == 0) {
      spares = transfers.take(back, fresh, TAKEN_AT_A_TIME);
      System.arraycopy(fresh, 0, spare, 0, spares);
      counts.sparesTaken += spares;
      counts.spareBatches++;
    }
    return spares > 0;
  }

  private void answer(int i) {
    int status = NetifFormat.ERROR;
    if (moves.status[i] == FrameMoves.DONE) {
      status = length[first];
      counts.flips++;
    } else {
      counts.failedFlips++;
      if (moves.kept[i]) {
        spare[spares++] = moves.frame[i];
      }
    }
    counts.arrivals[ids[i] & (QUEUE - 1)] = arrived[first];
    int flags = verified[first] ? NetifFormat.DATA_VALIDATED : 0;
    NetifFormat.writeReceiveResponse(memory, ring.nextResponse(), ids[i], HEADROOM, flags, status);
    free(moves.replacement[i]); // the page is the same, the frame is another
    first = (first + 1) & (QUEUE - 1);
    waiting--;
  }

  private void free(long frame) {
    ledger.add(frees, 1);
    pages.free(frame, 0);
  }

  @Override
  public void close() {
    for (; waiting > 0; waiting--) {
      free(page[first]);
      first = (first + 1) & (QUEUE - 1);
    }
    moves.clear();
    for (; spares > 0 && moves.size() < moves.capacity(); spares--) {
      int entry = moves.add(spare[spares - 1]);
      moves.number[entry] = Guest.NO_FRAME;
    }
    if (moves.size() > 0) {
      transfers.giveBack(back, moves);
    }
  }
}
