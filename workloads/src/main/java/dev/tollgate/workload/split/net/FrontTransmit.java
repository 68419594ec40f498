package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.FrontRing;
import org.jspecify.annotations.Nullable;

/**
 * The front end's half that sends, after netfront of May 2007: each page that a packet touches is
 * granted to the back end, to read only, and has a ring entry of its own.
 *
 * <p>The stack is stopped when a packet with most fragments would not fit any more. After taking
 * responses the front end asks to be notified when half of what is still out has come back.
 */
final class FrontTransmit {

  private static final int SLOTS = NetifFormat.TRANSMIT_RING.slots();

  /** Entries that a packet may need: head across two pages, extra entry, fragments. */
  private static final int MOST_OF_ONE = PacketBuffer.MAX_FRAGMENTS + 3;

  private static final int PAGE = PhysicalMemory.FRAME_BYTES;

  private final SplitParts parts;
  private final PhysicalMemory memory;
  private final SplitCounts counts;
  private final int front;
  private final int back;
  private final FrontRing ring;

  private final int[] freeIds = new int[SLOTS];
  private int free;
  private final int[] grants = new int[SLOTS];
  private final @Nullable PacketBuffer[] lastOf = new PacketBuffer[SLOTS];
  private boolean stopped;

  private final CycleLedger ledger;
  private final int sent;
  private final int written;
  private final int cleaned;

  FrontTransmit(SplitParts parts, FrontRing ring, SplitCounts counts) {
    this.parts = parts;
    this.counts = counts;
    this.ring = ring;
    this.memory = parts.front().machine().memory();
    this.front = parts.front().number();
    this.back = parts.back().number();
    this.ledger = parts.front().machine().ledger();
    this.sent = ledger.open(CostCenter.DRIVER, SplitSteps.TRANSMIT);
    this.written = ledger.open(CostCenter.DRIVER, SplitSteps.TRANSMIT_SLOT);
    this.cleaned = ledger.open(CostCenter.DRIVER, SplitSteps.CLEAN);
  }

  void start() {
    free = SLOTS;
    for (int id = 0; id < SLOTS; id++) {
      freeIds[id] = SLOTS - 1 - id;
      grants[id] = SharedFrames.NONE;
      lastOf[id] = null;
    }
    stopped = false;
  }

  boolean isStopped() {
    return stopped;
  }

  /**
   * Puts a packet into the ring.
   *
   * @return false if there is no room
   */
  boolean transmit(PacketBuffer packet) {
    if (ring.room() < MOST_OF_ONE || free < MOST_OF_ONE) {
      stop();
      return false;
    }
    ledger.add(sent, 1);
    packet.dropped = false;
    int left = entries(packet);
    long at = packet.head;
    long end = packet.head + packet.headLength;
    while (at < end) {
      int length = (int) Math.min(end - at, PAGE - (at & (PAGE - 1)));
      put(packet, at, length, --left);
      at += length;
    }
    for (int i = 0; i < packet.fragments; i++) {
      put(packet, packet.fragmentAddress[i], packet.fragmentLength[i], --left);
    }
    if (ring.room() < MOST_OF_ONE) {
      stop();
    }
    return true;
  }

  /** Ring entries of a packet without the extra one: pages of its linear part, and fragments. */
  private static int entries(PacketBuffer packet) {
    long first = packet.head >>> PhysicalMemory.FRAME_SHIFT;
    long last = (packet.head + packet.headLength - 1) >>> PhysicalMemory.FRAME_SHIFT;
    return (int) (last - first) + 1 + packet.fragments;
  }

  /** Writes the entry of one page, behind which {@code left} follow. */
  private void put(PacketBuffer packet, long address, int length, int left) {
    boolean first = address == packet.head;
    int grant = parts.frames().grant(front, back, address >>> PhysicalMemory.FRAME_SHIFT, true);
    if (grant == SharedFrames.NONE) {
      throw new IllegalStateException("no grant is left: the ring has fewer entries than grants");
    }
    int id = freeIds[--free];
    grants[id] = grant;
    lastOf[id] = left == 0 ? packet : null;
    boolean extra = first && packet.segmentBytes > 0;
    int flags =
        (left > 0 ? NetifFormat.MORE_DATA : 0)
            | (first ? NetifFormat.CHECKSUM_BLANK | NetifFormat.DATA_VALIDATED : 0)
            | (extra ? NetifFormat.EXTRA_INFO : 0);
    NetifFormat.writeTransmit(
        memory,
        ring.nextRequest(),
        grant,
        (int) (address & (PAGE - 1)),
        flags,
        id,
        first ? packet.length() : length);
    ledger.add(written, 1);
    if (extra) {
      NetifFormat.writeSegmentation(memory, ring.nextRequest(), packet.segmentBytes);
      ledger.add(written, 1);
    }
  }

  /** Shows new entries to the back end; true if it must be notified. */
  boolean push() {
    return ring.push();
  }

  boolean hasWork() {
    return ring.responses() > 0;
  }

  /** Takes up to {@code most} responses and gives packets that are done back. */
  void clean(int most, NetworkStack stack) {
    for (int i = 0; i < most && ring.responses() > 0; i++) {
      long slot = ring.nextResponse();
      ledger.add(cleaned, 1);
      int status = NetifFormat.transmitStatus(memory, slot);
      if (status != NetifFormat.NULL) {
        cleaned(NetifFormat.id(memory, slot) & (SLOTS - 1), stack);
      }
    }
    if (stopped && ring.room() >= MOST_OF_ONE) {
      stopped = false;
      stack.roomAgain();
    }
  }

  /** Asks to be notified when half of what is out has come back; true if it has. */
  boolean awaitHalf() {
    return ring.await((ring.outstanding() >> 1) + 1);
  }

  private void cleaned(int id, NetworkStack stack) {
    if (!parts.frames().end(front, grants[id])) {
      throw new IllegalStateException("the back end answered and still uses the page");
    }
    grants[id] = SharedFrames.NONE;
    freeIds[free++] = id;
    PacketBuffer packet = lastOf[id];
    if (packet != null) {
      lastOf[id] = null;
      stack.transmitted(packet);
    }
  }

  private void stop() {
    if (!stopped) {
      stopped = true;
      counts.frontStops++;
    }
  }

  /** Gives back all packets whose responses were not taken, as dropped; the back end is gone. */
  void close(NetworkStack stack) {
    for (int id = 0; id < SLOTS; id++) {
      if (grants[id] != SharedFrames.NONE) {
        PacketBuffer packet = lastOf[id];
        if (packet != null) {
          packet.dropped = true;
        }
        cleaned(id, stack);
      }
    }
  }
}
