package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CallBatches;
import dev.tollgate.core.spi.FrameCopies;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.BackRing;
import java.util.ArrayDeque;

/**
 * Netback of May 2007 for a front end that has packets copied to its pages: every packet goes to
 * one page that the guest offered, and all packets that wait are copied by one crossing, a
 * multicall with one grant-copy call in it.
 */
final class CopyingBackReceive implements BackReceive {

  /**
   * Packets that wait for pages of the guest at most: the queue's length of the virtual interface.
   */
  private static final int QUEUE = NetifFormat.RECEIVE_RING.slots();

  /** Copies of a packet at most: it fits one page of the guest, and may lie across two of ours. */
  private static final int COPIES = 2 * QUEUE;

  private static final int PAGE = PhysicalMemory.FRAME_BYTES;

  private final SplitParts parts;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final BackRing ring;
  private final SplitCounts counts;
  private final int back;
  private final int front;
  private final ArrayDeque<PacketBuffer> queue = new ArrayDeque<>();
  private final PacketBuffer[] batch = new PacketBuffer[QUEUE];
  private final int[] ids = new int[QUEUE];
  private final int[] firstCopy = new int[QUEUE + 1];
  private final FrameCopies copies = new FrameCopies(COPIES);
  private final CycleLedger ledger;
  private final int passed;

  CopyingBackReceive(SplitParts parts, PacketMemory packets, BackRing ring, SplitCounts counts) {
    this.parts = parts;
    this.packets = packets;
    this.ring = ring;
    this.counts = counts;
    this.memory = parts.back().machine().memory();
    this.back = parts.back().number();
    this.front = parts.front().number();
    this.ledger = parts.back().machine().ledger();
    this.passed = ledger.open(CostCenter.DRIVER, SplitSteps.TO_GUEST);
  }

  @Override
  public void take(PacketBuffer packet) {
    if (queue.size() >= Math.min(QUEUE, ring.requests())) {
      counts.noRoom++;
      packets.free(packet);
      return;
    }
    queue.add(packet);
  }

  @Override
  public int waiting() {
    return queue.size();
  }

  @Override
  public boolean passAll() {
    int many = 0;
    copies.clear();
    while (!queue.isEmpty() && ring.requests() > 0 && many < QUEUE) {
      PacketBuffer packet = queue.remove();
      ledger.add(passed, 1);
      long slot = ring.nextRequest();
      ids[many] = NetifFormat.id(memory, slot);
      firstCopy[many] = copies.size();
      addCopies(packet, NetifFormat.receiveReference(memory, slot));
      batch[many++] = packet;
    }
    firstCopy[many] = copies.size();
    if (many == 0) {
      return false;
    }
    carryOut();
    counts.toGuest += many;
    counts.toGuestBatches++;
    counts.toGuestCopies += copies.size();
    for (int i = 0; i < many; i++) {
      answer(i);
    }
    return ring.push();
  }

  private void addCopies(PacketBuffer packet, int grant) {
    int done = 0;
    while (done < packet.headLength) {
      long at = packet.head + done;
      int length = (int) Math.min(packet.headLength - done, PAGE - (at & (PAGE - 1)));
      copies.add(at, front, grant, done, length, true);
      done += length;
    }
  }

  private void carryOut() {
    CallBatches batches = parts.batches();
    if (batches == null) {
      parts.frames().copy(back, copies);
      return;
    }
    batches.begin(back);
    parts.frames().copy(back, copies);
    batches.issue(back);
  }

  private void answer(int i) {
    int status = batch[i].headLength;
    for (int copy = firstCopy[i]; copy < firstCopy[i + 1]; copy++) {
      if (copies.status[copy] != FrameCopies.DONE) {
        status = NetifFormat.ERROR;
      }
    }
    if (status == NetifFormat.ERROR) {
      counts.failedCopies++;
    }
    counts.arrivals[ids[i] & (QUEUE - 1)] = batch[i].arrived;
    int flags = batch[i].checksumVerified ? NetifFormat.DATA_VALIDATED : 0;
    NetifFormat.writeReceiveResponse(memory, ring.nextResponse(), ids[i], 0, flags, status);
    packets.free(batch[i]);
  }

  @Override
  public void close() {
    while (!queue.isEmpty()) {
      packets.free(queue.remove());
    }
  }
}
