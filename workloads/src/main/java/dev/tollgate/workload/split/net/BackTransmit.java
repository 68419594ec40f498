package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.BackRing;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The back end's half that takes packets from the guest, after netback of May 2007: all requests
 * that wait are mapped by one crossing, the first {@value #COPIED} bytes of each packet are copied,
 * the rest stays on the guest's pages as fragments. When the interface has sent them, all mappings
 * that are no longer needed are ended by one crossing, and the requests answered. Where the
 * hypervisor maps for devices too, the fragments come with their bus addresses.
 *
 * <p>The guest may write anything to its ring. A packet that runs off its page, is shorter than an
 * Ethernet header, has more fragments than a packet can, or sizes that contradict each other, is
 * refused with an error for each of its requests. A ring that claims more requests than it has
 * places is not served any more, or its guest could keep the back end busy for ever.
 */
final class BackTransmit {

  /**
   * PKT_PROT_LEN: bytes of a packet that are copied, so that the guest cannot change headers later.
   */
  static final int COPIED = 64;

  private static final int ETHERNET_HEADER = 14;
  private static final int PAGE = PhysicalMemory.FRAME_BYTES;

  private final SplitParts parts;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final BackRing ring;
  private final SplitCounts counts;
  private final int back;
  private final int front;
  private final boolean forDevices;
  private final PendingRequests pending = new PendingRequests();
  private final FrameMappings toMap = new FrameMappings(PendingRequests.PLACES);
  private final FrameMappings toUnmap = new FrameMappings(PendingRequests.PLACES);
  private final int[] unmapped = new int[PendingRequests.PLACES];
  private final ArrayDeque<PacketBuffer> done = new ArrayDeque<>();
  private final ArrayDeque<PacketBuffer> ready = new ArrayDeque<>();
  private final int[] mappedPlaces = new int[PendingRequests.PLACES];
  private final PacketBuffer[] gathered = new PacketBuffer[PendingRequests.PLACES];
  private final CycleLedger ledger;
  private final int taken;
  private final int copiedBytes;
  private boolean responded;
  private boolean broken;

  BackTransmit(SplitParts parts, PacketMemory packets, BackRing ring, SplitCounts counts) {
    this.parts = parts;
    this.packets = packets;
    this.ring = ring;
    this.counts = counts;
    this.memory = parts.back().machine().memory();
    this.back = parts.back().number();
    this.front = parts.front().number();
    this.forDevices = parts.frames().mapsForDevices();
    this.ledger = parts.back().machine().ledger();
    this.taken = ledger.open(CostCenter.DRIVER, SplitSteps.FROM_GUEST);
    this.copiedBytes = ledger.open(CostCenter.DRIVER, Steps.COPY_BYTE);
  }

  /** The interface is done with a packet; its mappings end at the next {@link #endMappings}. */
  void sent(PacketBuffer packet) {
    done.add(packet);
  }

  boolean hasDone() {
    return !done.isEmpty();
  }

  /** Whether requests wait that can be taken. A ring that claims too many is served no more. */
  boolean hasRequests() {
    if (!broken && ring.overrun()) {
      broken = true;
      counts.brokenRings++;
    }
    return !broken && ring.requests() > 0 && hasRoom();
  }

  /** Asks for the next notification; true if there is work after all. */
  boolean awaitNext() {
    return !broken && ring.awaitNext() && hasRoom();
  }

  private boolean hasRoom() {
    return pending.room() > PacketBuffer.MAX_FRAGMENTS;
  }

  /** Whether packets are mapped and wait to be bridged. */
  boolean isReady() {
    return !ready.isEmpty();
  }

  /** A packet that is mapped and waits to be bridged, or null. */
  @Nullable PacketBuffer nextReady() {
    return ready.poll();
  }

  /** Ends the mappings of all packets sent, and answers for them. */
  void endMappings() {
    toUnmap.clear();
    int many = 0;
    while (!done.isEmpty()) {
      PacketBuffer packet = done.remove();
      int first = (int) packet.token;
      int requests = (int) (packet.token >>> 32);
      for (int i = 0; i < requests; i++) {
        int place = PendingRequests.after(first, i);
        toUnmap.add(pending.handle[place], pending.busAddress[place], forDevices);
        unmapped[many++] = place;
      }
      packets.free(packet);
    }
    parts.frames().unmap(back, toUnmap);
    counts.unmapBatches++;
    for (int i = 0; i < many; i++) {
      answer(unmapped[i], NetifFormat.OKAY);
    }
  }

  /** Takes all requests that wait, as far as there are places, and maps their pages. */
  void takeRequests() {
    toMap.clear();
    int many = 0;
    while (ring.requests() > 0 && hasRoom()) {
      PacketBuffer packet = takeOne();
      if (packet != null) {
        gathered[many++] = packet;
      }
    }
    if (many == 0) {
      return;
    }
    parts.frames().map(back, toMap);
    counts.fromGuestBatches++;
    counts.mappings += toMap.size();
    int entry = 0;
    for (int i = 0; i < many; i++) {
      int requests = (int) (gathered[i].token >>> 32);
      complete(gathered[i], entry, requests);
      entry += requests;
    }
  }

  /** Whether answers were written since the last time; the guest may have to be notified then. */
  boolean pushAnswers() {
    boolean any = responded;
    responded = false;
    return any && ring.push();
  }

  /** Takes the requests of one packet; null if they were refused. */
  private @Nullable PacketBuffer takeOne() {
    ledger.add(taken, 1);
    int first = -1;
    int requests = 0;
    int total = 0;
    int others = 0;
    int segmentBytes = 0;
    boolean wrong = false;
    boolean more = true;
    while (more) {
      if (ring.requests() == 0 || pending.room() == 0) {
        wrong = true;
        break;
      }
      long slot = ring.nextRequest();
      int flags = NetifFormat.transmitFlags(memory, slot);
      int place = read(slot);
      requests++;
      if (first < 0) {
        first = place;
        total = pending.length[place];
        if ((flags & NetifFormat.EXTRA_INFO) != 0 && ring.requests() > 0) {
          segmentBytes = NetifFormat.segmentation(memory, ring.nextRequest());
          NetifFormat.writeTransmitResponse(memory, ring.nextResponse(), 0, NetifFormat.NULL);
          responded = true;
        }
      } else {
        others += pending.length[place];
        wrong |= pending.offset[place] + pending.length[place] > PAGE;
      }
      more = (flags & NetifFormat.MORE_DATA) != 0;
      wrong |= requests > PacketBuffer.MAX_FRAGMENTS;
    }
    if (!wrong) {
      pending.length[first] = total - others;
      wrong =
          total < ETHERNET_HEADER
              || pending.length[first] <= 0
              || pending.offset[first] + pending.length[first] > PAGE;
    }
    PacketBuffer packet = wrong ? null : packets.allocate(COPIED);
    if (packet == null) {
      counts.refused += wrong ? 1 : 0;
      counts.noMemory += wrong ? 0 : 1;
      for (int i = 0; i < requests; i++) {
        answer(PendingRequests.after(first, i), wrong ? NetifFormat.ERROR : NetifFormat.DROPPED);
      }
      return null;
    }
    packet.token = (first & 0xffff_ffffL) | ((long) requests << 32);
    packet.segmentBytes = segmentBytes;
    for (int i = 0; i < requests; i++) {
      mappedPlaces[
              toMap.add(front, pending.grant[PendingRequests.after(first, i)], true, forDevices)] =
          PendingRequests.after(first, i);
    }
    return packet;
  }

  private int read(long slot) {
    int place = pending.take();
    pending.grant[place] = NetifFormat.transmitReference(memory, slot);
    pending.offset[place] = NetifFormat.transmitOffset(memory, slot);
    pending.length[place] = NetifFormat.transmitSize(memory, slot);
    pending.id[place] = NetifFormat.transmitId(memory, slot);
    return place;
  }

  /** Makes a packet of its mapped pages, or answers with errors if one could not be mapped. */
  private void complete(PacketBuffer packet, int entry, int requests) {
    boolean all = true;
    for (int i = entry; i < entry + requests; i++) {
      all &= toMap.status[i] == FrameMappings.DONE;
      pending.handle[mappedPlaces[i]] = toMap.handle[i];
      pending.busAddress[mappedPlaces[i]] = toMap.busAddress[i];
    }
    if (!all) {
      giveUp(packet, entry, requests);
      return;
    }
    int linear = 0;
    for (int i = entry; i < entry + requests; i++) {
      int place = mappedPlaces[i];
      long at = (toMap.frame[i] << PhysicalMemory.FRAME_SHIFT) + pending.offset[place];
      int copied = Math.min(COPIED - linear, pending.length[place]);
      memory.copy(at, packet.head + linear, copied);
      linear += copied;
      if (pending.length[place] > copied) {
        long bus =
            forDevices ? toMap.busAddress[i] + pending.offset[place] + copied : PacketBuffer.NONE;
        packet.addFragment(at + copied, pending.length[place] - copied, bus);
      }
    }
    packet.headLength = linear;
    ledger.add(copiedBytes, linear);
    counts.headerBytes += linear;
    counts.fromGuest++;
    ready.add(packet);
  }

  private void giveUp(PacketBuffer packet, int entry, int requests) {
    toUnmap.clear();
    for (int i = entry; i < entry + requests; i++) {
      if (toMap.status[i] == FrameMappings.DONE) {
        toUnmap.add(toMap.handle[i], toMap.busAddress[i], forDevices);
      }
    }
    if (toUnmap.size() > 0) {
      parts.frames().unmap(back, toUnmap);
    }
    for (int i = entry; i < entry + requests; i++) {
      answer(mappedPlaces[i], NetifFormat.ERROR);
    }
    counts.refused++;
    packets.free(packet);
  }

  private void answer(int place, int status) {
    NetifFormat.writeTransmitResponse(memory, ring.nextResponse(), pending.id[place], status);
    pending.release(place);
    responded = true;
  }

  /** Ends all that is still mapped, when the interface has given every packet back. */
  void close() {
    done.addAll(ready);
    ready.clear();
    if (!done.isEmpty()) {
      endMappings();
    }
  }
}
