package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.FrontRing;
import java.util.Arrays;

/**
 * The front end's half that receives, after netfront of May 2007 with a copying back end: whole
 * pages are granted to the back end, which has packets copied to them.
 *
 * <p>The first {@value #LINEAR_BYTES} bytes of a packet are copied to its linear part
 * (RX_COPY_THRESHOLD); a longer packet keeps the page for the rest, a shorter one gives it back.
 * The number of pages on offer begins at {@value #LEAST_TARGET}. Pages are offered anew when at
 * least half of it is missing; it doubles, up to the ring's size, if the back end has less than a
 * quarter of it left then, whether its answers have been taken yet or not.
 */
final class FrontReceive {

  /** RX_COPY_THRESHOLD. */
  static final int LINEAR_BYTES = 256;

  /** RX_DFL_MIN_TARGET. */
  static final int LEAST_TARGET = 64;

  private final SplitParts parts;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final PageAllocator pages;
  private final SplitCounts counts;
  private final int front;
  private final int back;
  private final FrontRing ring;
  private final long[] frames = new long[NetifFormat.RECEIVE_RING.slots()];
  private final int[] grants = new int[NetifFormat.RECEIVE_RING.slots()];
  private int nextId;
  private int target = LEAST_TARGET;

  private final CycleLedger ledger;
  private final int received;
  private final int offered;
  private final int copiedBytes;
  private final int allocations;
  private final int frees;

  FrontReceive(SplitParts parts, PacketMemory packets, FrontRing ring, SplitCounts counts) {
    this.parts = parts;
    this.packets = packets;
    this.counts = counts;
    this.ring = ring;
    this.memory = parts.front().machine().memory();
    this.pages = parts.front().machine().pages();
    this.front = parts.front().number();
    this.back = parts.back().number();
    this.ledger = parts.front().machine().ledger();
    this.received = ledger.open(CostCenter.DRIVER, SplitSteps.RECEIVE);
    this.offered = ledger.open(CostCenter.DRIVER, SplitSteps.POST);
    this.copiedBytes = ledger.open(CostCenter.DRIVER, Steps.COPY_BYTE);
    this.allocations = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    this.frees = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
  }

  /** Offers pages up to the target if enough are missing; true if the back end must be notified. */
  boolean refill() {
    int left = ring.outstanding();
    int missing = target - left;
    if (missing < target / 2) {
      return false;
    }
    if (nextId > 0 && left - ring.responses() < target / 4) {
      target = Math.min(2 * target, NetifFormat.RECEIVE_RING.slots());
    }
    for (int i = 0; i < missing && offerOne(); i++) {
      counts.posted++;
    }
    return ring.push();
  }

  private boolean offerOne() {
    ledger.add(allocations, 1);
    long frame = pages.allocate(0);
    if (frame == PageAllocator.NO_FRAME) {
      return false;
    }
    int grant = parts.frames().grant(front, back, frame, false);
    if (grant == SharedFrames.NONE) {
      pages.free(frame, 0);
      return false;
    }
    int id = nextId++ & (frames.length - 1);
    frames[id] = frame;
    grants[id] = grant;
    NetifFormat.writeReceive(memory, ring.nextRequest(), id, grant);
    ledger.add(offered, 1);
    return true;
  }

  boolean hasWork() {
    return ring.responses() > 0;
  }

  /** Asks for the next notification; true if there is work after all. */
  boolean awaitNext() {
    return ring.awaitNext();
  }

  /** Takes one response and hands its packet up. */
  void receiveOne(NetworkStack stack) {
    ledger.add(received, 1);
    long slot = ring.nextResponse();
    int id = NetifFormat.id(memory, slot) & (frames.length - 1);
    int offset = NetifFormat.receiveOffset(memory, slot);
    int length = NetifFormat.receiveStatus(memory, slot);
    boolean verified = (NetifFormat.receiveFlags(memory, slot) & NetifFormat.DATA_VALIDATED) != 0;
    long frame = frames[id];
    frames[id] = PageAllocator.NO_FRAME;
    if (!parts.frames().end(front, grants[id])) {
      throw new IllegalStateException("the back end answered and still uses the page");
    }
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
    packet.arrived = counts.arrivals[id];
    if (length > linear) {
      packet.addFragment(address + linear, length - linear);
      packet.ownsPages = true;
    } else {
      free(frame);
    }
    stack.received(packet);
  }

  private void free(long frame) {
    ledger.add(frees, 1);
    pages.free(frame, 0);
  }

  /** Takes all pages on offer back; the back end is gone. */
  void close() {
    for (int id = 0; id < frames.length; id++) {
      if (frames[id] != PageAllocator.NO_FRAME && grants[id] != SharedFrames.NONE) {
        parts.frames().end(front, grants[id]);
        pages.free(frames[id], 0);
        frames[id] = PageAllocator.NO_FRAME;
      }
    }
  }

  /** Marks all places as empty. */
  void start() {
    Arrays.fill(frames, PageAllocator.NO_FRAME);
  }
}
