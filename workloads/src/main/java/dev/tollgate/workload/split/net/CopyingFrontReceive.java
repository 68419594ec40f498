package dev.tollgate.workload.split.net;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.FrontRing;
import java.util.Arrays;

/**
 * Netfront of May 2007 with a copying back end: whole {@linkplain ReceivePages pages} are granted
 * to the back end, which has packets copied to them. Nothing of it takes a crossing.
 */
final class CopyingFrontReceive implements FrontReceive {

  private final SplitParts parts;
  private final PhysicalMemory memory;
  private final ReceivePages pages;
  private final SplitCounts counts;
  private final int front;
  private final int back;
  private final FrontRing ring;
  private final long[] frames = new long[NetifFormat.RECEIVE_RING.slots()];
  private final int[] grants = new int[NetifFormat.RECEIVE_RING.slots()];
  private int nextId;

  /** Nothing is on offer yet. */
  CopyingFrontReceive(SplitParts parts, PacketMemory packets, FrontRing ring, SplitCounts counts) {
    this.parts = parts;
    this.counts = counts;
    this.ring = ring;
    this.memory = parts.front().machine().memory();
    this.pages = new ReceivePages(parts, packets, counts);
    this.front = parts.front().number();
    this.back = parts.back().number();
    Arrays.fill(frames, PageAllocator.NO_FRAME);
  }

  @Override
  public boolean refill() {
    int missing = pages.missing(ring.outstanding(), ring.responses());
    if (missing == 0) {
      return false;
    }
    while (missing > 0 && offerOne()) {
      missing--;
    }
    return ring.push();
  }

  private boolean offerOne() {
    long frame = pages.allocate();
    if (frame == PageAllocator.NO_FRAME) {
      return false;
    }
    int grant = parts.frames().grant(front, back, frame, false);
    if (grant == SharedFrames.NONE) {
      pages.free(frame);
      return false;
    }
    int id = nextId++ & (frames.length - 1);
    frames[id] = frame;
    grants[id] = grant;
    NetifFormat.writeReceive(memory, ring.nextRequest(), id, grant);
    pages.countOffered();
    return true;
  }

  @Override
  public boolean hasWork() {
    return ring.responses() > 0;
  }

  @Override
  public boolean awaitNext() {
    return ring.awaitNext();
  }

  @Override
  public void receiveOne(NetworkStack stack) {
    pages.countResponse();
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
    pages.handUp(stack, frame, offset, length, verified, counts.arrivals[id]);
  }

  @Override
  public void close() {
    for (int id = 0; id < frames.length; id++) {
      if (frames[id] != PageAllocator.NO_FRAME) {
        parts.frames().end(front, grants[id]);
        pages.free(frames[id]);
        frames[id] = PageAllocator.NO_FRAME;
      }
    }
  }
}
