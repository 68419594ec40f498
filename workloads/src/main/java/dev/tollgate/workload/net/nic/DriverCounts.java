package dev.tollgate.workload.net.nic;

import dev.tollgate.core.metric.MetricSink;

/** What the driver counts. */
final class DriverCounts {

  long polls;
  long packetsReceived;
  long copyBreaks;
  long packetsSent;
  long packetsSegmented;
  long refillFailures;
  long copyFailures;
  long receiveErrors;
  long transmitMappingFailures;
  long stops;
  long posted;
  long poolMapped;
  long poolRecycled;
  private final ValueCounts packetsPerPoll;
  private final ValueCounts receivePosted;
  private final ValueCounts transmitUsed;
  private final RingSettings rings;

  DriverCounts(NicSettings settings) {
    rings = settings.rings();
    packetsPerPoll = new ValueCounts(settings.weight());
    receivePosted = new ValueCounts(rings.receivePending());
    transmitUsed = new ValueCounts(rings.transmitPending());
  }

  /** A poll began: receive buffers the interface has not filled, transmit descriptors in use. */
  void pollBegan(int unfilled, int used) {
    polls++;
    receivePosted.add(unfilled);
    transmitUsed.add(used);
  }

  /** A poll ended. */
  void pollEnded(int packets) {
    packetsPerPoll.add(packets);
  }

  void report(MetricSink sink) {
    count(sink, "polls", polls, "Polls of the driver");
    count(sink, "packets.received", packetsReceived, "Packets handed to the stack");
    count(sink, "copy-breaks", copyBreaks, "Packets received that were copied");
    count(sink, "packets.sent", packetsSent, "Packets put into the transmit ring");
    count(sink, "packets.segmented", packetsSegmented, "Of these, those for the interface to cut");
    count(
        sink,
        "drops.no-memory",
        refillFailures,
        "Frames dropped because no new receive buffer could be had or mapped");
    count(sink, "drops.no-copy", copyFailures, "Frames dropped for want of memory for a copy");
    count(sink, "drops.error", receiveErrors, "Frames dropped because the interface marked them");
    count(
        sink,
        "drops.transmit-mapping",
        transmitMappingFailures,
        "Packets dropped because they could not be mapped");
    count(sink, "transmit-stops", stops, "Times the stack was told to wait for room to send");
    count(sink, "receive-buffers", posted, "Receive buffers posted at the start");
    count(sink, "pool.blocks", poolMapped, "Blocks of pages mapped for a pool of receive buffers");
    count(sink, "pool.recycled", poolRecycled, "Receive buffers posted that came back to the pool");
    packetsPerPoll.report(
        sink, "nic.poll.packets", "packets", "Packets received that a poll handled", 1);
    receivePosted.report(
        sink,
        "nic.ring.receive",
        "buffers",
        "Receive buffers the interface had not filled when a poll began",
        Math.max(1, rings.receivePending() / 50));
    transmitUsed.report(
        sink,
        "nic.ring.transmit",
        "descriptors",
        "Transmit descriptors in use when a poll began",
        Math.max(1, rings.transmitPending() / 64));
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("nic." + name, value, "count", meaning);
  }
}
