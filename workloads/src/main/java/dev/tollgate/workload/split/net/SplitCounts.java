package dev.tollgate.workload.split.net;

import dev.tollgate.core.metric.MetricSink;

/** What the two halves of a split interface count. */
final class SplitCounts {

  /** When the packets in the guest's pages arrived at the real interface, for measurements. */
  final long[] arrivals = new long[NetifFormat.RECEIVE_RING.slots()];

  long toGuest;
  long toGuestBatches;
  long toGuestCopies;
  long flips;
  long failedFlips;
  long flipCopiedBytes;
  long sparesTaken;
  long spareBatches;
  long givenBackBatches;
  long placedBatches;
  long withoutFrame;
  long fromGuest;
  long fromGuestBatches;
  long mappings;
  long unmapBatches;
  long backSignals;
  long frontSignals;
  long noRoom;
  long failedCopies;
  long refused;
  long brokenRings;
  long headerBytes;
  long pulledBytes;
  long posted;
  long noMemory;
  long frontStops;

  void report(MetricSink sink) {
    count(sink, "to-guest.packets", toGuest, "Packets that the back end passed to the guest");
    count(sink, "to-guest.batches", toGuestBatches, "Crossings that copied packets to the guest");
    count(sink, "to-guest.copies", toGuestCopies, "Copies by the hypervisor to the guest's pages");
    count(sink, "to-guest.flips", flips, "Pages that the back end gave to the guest with a packet");
    count(
        sink,
        "to-guest.frames-taken",
        sparesTaken,
        "Frames that the back end took from the hypervisor in place of those pages'");
    count(sink, "to-guest.frame-batches", spareBatches, "Crossings that took them");
    count(
        sink,
        "pages-given-back.batches",
        givenBackBatches,
        "Crossings by which the front end gave frames back to get others for them");
    count(
        sink,
        "pages-placed.batches",
        placedBatches,
        "Crossings that put frames that came in place");
    count(sink, "from-guest.packets", fromGuest, "Packets that the back end took from the guest");
    count(sink, "from-guest.batches", fromGuestBatches, "Crossings that mapped pages of the guest");
    count(sink, "from-guest.mappings", mappings, "Pages of the guest that were mapped to be sent");
    count(sink, "from-guest.unmap-batches", unmapBatches, "Crossings that ended such mappings");
    count(sink, "signals.to-guest", backSignals, "Signals that the back end sent");
    count(sink, "signals.from-guest", frontSignals, "Signals that the front end sent");
    count(sink, "drops.no-room", noRoom, "Packets dropped because the guest offered no page");
    count(sink, "drops.copy", failedCopies, "Packets dropped because they could not be copied");
    count(sink, "drops.flip", failedFlips, "Packets dropped because their page was not given away");
    count(sink, "drops.no-frame", withoutFrame, "Responses for which the guest got no frame");
    count(sink, "drops.refused", refused, "Requests of the guest refused as malformed");
    count(sink, "rings.broken", brokenRings, "Rings not served any more: impossible numbers");
    count(sink, "drops.no-memory", noMemory, "Packets dropped for want of memory");
    count(sink, "pages-offered", posted, "Pages that the front end offered to receive to");
    count(sink, "transmit-stops", frontStops, "Times the guest was told to wait for room to send");
    sink.metric(
        "split.net.header-bytes",
        headerBytes,
        "bytes",
        "Bytes that the back end copied out of sent packets' first pages");
    sink.metric(
        "split.net.flip-bytes",
        flipCopiedBytes,
        "bytes",
        "Bytes of received packets that the back end copied to pages to be given away");
    sink.metric(
        "split.net.pulled-bytes",
        pulledBytes,
        "bytes",
        "Bytes that the front end copied out of the pages of received packets");
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("split.net." + name, value, "count", meaning);
  }
}
