package dev.tollgate.workload.split.net;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.FrameMoves;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.FrontRing;
import java.util.Arrays;

/**
 * Netfront of May 2007 with a flipping back end, the default then: for each {@linkplain
 * ReceivePages page} on offer the frame behind it goes back to the hypervisor, and an entry accepts
 * another one instead.
 *
 * <p>One crossing gives the frames of all pages back that are offered together. One crossing puts
 * the frames of all packets that a poll finds, up to {@value #BUDGET}, behind the pages that wait
 * for them. A page for which no frame came, because the back end could not give one, is offered
 * again without any crossing.
 */
final class FlippingFrontReceive implements FrontReceive {

  /** Packets that one poll takes at most: the weight of a device. */
  static final int BUDGET = 64;

  private static final int SLOTS = NetifFormat.RECEIVE_RING.slots();

  private final PhysicalMemory memory;
  private final FrameTransfers transfers;
  private final ReceivePages pages;
  private final SplitCounts counts;
  private final int front;
  private final int back;
  private final FrontRing ring;
  private final long[] numbers = new long[SLOTS];
  private final int[] entries = new int[SLOTS];
  private final FrameMoves leaving = new FrameMoves(SLOTS);
  private final int[] idOfLeaving = new int[SLOTS];
  private final FrameMoves coming = new FrameMoves(SLOTS);
  private final int[] offsets = new int[BUDGET];
  private final int[] lengths = new int[BUDGET];
  private final boolean[] verified = new boolean[BUDGET];
  private final long[] arrivals = new long[BUDGET];
  private int handedUp;
  private int nextId;
  private boolean offeredAgain;

  /** Nothing is on offer yet. */
  FlippingFrontReceive(
      SplitParts parts,
      FrameTransfers transfers,
      PacketMemory packets,
      FrontRing ring,
      SplitCounts counts) {
    this.transfers = transfers;
    this.counts = counts;
    this.ring = ring;
    this.memory = parts.front().machine().memory();
    this.pages = new ReceivePages(parts, packets, counts);
    this.front = parts.front().number();
    this.back = parts.back().number();
    Arrays.fill(entries, FrameTransfers.NONE);
  }

  @Override
  public boolean refill() {
    int missing = pages.missing(ring.outstanding(), ring.responses());
    if (missing == 0) {
      return pushOfferedAgain();
    }
    leaving.clear();
    while (leaving.size() < missing && offerOne()) {
      pages.countOffered();
    }
    if (leaving.size() > 0) {
      transfers.giveBack(front, leaving);
      counts.givenBackBatches++;
      for (int i = 0; i < leaving.size(); i++) {
        numbers[idOfLeaving[i]] = leaving.number[i];
      }
    }
    offeredAgain = false;
    return ring.push();
  }

  private boolean pushOfferedAgain() {
    boolean any = offeredAgain;
    offeredAgain = false;
    return any && ring.push();
  }

  private boolean offerOne() {
    long frame = pages.allocate();
    if (frame == PageAllocator.NO_FRAME) {
      return false;
    }
    int entry = transfers.accept(front, back);
    if (entry == FrameTransfers.NONE) {
      pages.free(frame);
      return false;
    }
    idOfLeaving[leaving.add(frame)] = request(entry);
    return true;
  }

  /** Writes a request for a frame; its id. */
  private int request(int entry) {
    int id = nextId++ & (SLOTS - 1);
    entries[id] = entry;
    NetifFormat.writeReceive(memory, ring.nextRequest(), id, entry);
    return id;
  }

  @Override
  public boolean hasWork() {
    return handedUp < coming.size() || ring.responses() > 0;
  }

  @Override
  public boolean awaitNext() {
    return ring.awaitNext();
  }

  @Override
  public void receiveOne(NetworkStack stack) {
    if (handedUp == coming.size()) {
      takeFrames();
    }
    if (handedUp < coming.size()) {
      int i = handedUp++;
      pages.handUp(stack, coming.frame[i], offsets[i], lengths[i], verified[i], arrivals[i]);
    }
  }

  /** Takes the frames of all packets that wait. */
  private void takeFrames() {
    coming.clear();
    handedUp = 0;
    for (int taken = 0; taken < BUDGET && ring.responses() > 0; taken++) {
      takeOne();
    }
    if (coming.size() > 0) {
      transfers.place(front, coming);
      counts.placedBatches++;
    }
  }

  private void takeOne() {
    pages.countResponse();
    long slot = ring.nextResponse();
    int id = NetifFormat.id(memory, slot) & (SLOTS - 1);
    int offset = NetifFormat.receiveOffset(memory, slot);
    int length = NetifFormat.receiveStatus(memory, slot);
    boolean good = (NetifFormat.receiveFlags(memory, slot) & NetifFormat.DATA_VALIDATED) != 0;
    long frame = transfers.taken(front, entries[id]);
    entries[id] = FrameTransfers.NONE;
    if (frame == Guest.NO_FRAME) {
      counts.withoutFrame++;
      int entry = transfers.accept(front, back);
      if (entry == FrameTransfers.NONE) {
        throw new IllegalStateException("an entry was just given back");
      }
      numbers[request(entry)] = numbers[id];
      offeredAgain = true;
      return;
    }
    int i = coming.add(frame, numbers[id]);
    offsets[i] = offset;
    lengths[i] = length;
    verified[i] = good;
    arrivals[i] = counts.arrivals[id];
  }

  @Override
  public void close() {
    for (; handedUp < coming.size(); handedUp++) {
      pages.free(coming.frame[handedUp]);
    }
    coming.clear();
    handedUp = 0;
    leaving.clear();
    for (int id = 0; id < SLOTS; id++) {
      if (entries[id] != FrameTransfers.NONE) {
        long frame = transfers.taken(front, entries[id]);
        entries[id] = FrameTransfers.NONE;
        if (frame == Guest.NO_FRAME) {
          idOfLeaving[leaving.add(Guest.NO_FRAME)] = id;
        } else {
          coming.add(frame, numbers[id]);
        }
      }
    }
    fillEmptyPages();
    if (coming.size() > 0) {
      transfers.place(front, coming);
    }
    for (int i = 0; i < coming.size(); i++) {
      pages.free(coming.frame[i]);
    }
    coming.clear();
  }

  /** Pages without a frame get one of the hypervisor's, so that all of them can be freed. */
  private void fillEmptyPages() {
    long[] frames = new long[leaving.size()];
    int got = frames.length == 0 ? 0 : transfers.take(front, frames, frames.length);
    for (int i = 0; i < got; i++) {
      coming.add(frames[i], numbers[idOfLeaving[i]]);
    }
    leaving.clear();
  }
}
