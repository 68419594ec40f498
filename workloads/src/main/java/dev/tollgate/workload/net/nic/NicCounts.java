package dev.tollgate.workload.net.nic;

import dev.tollgate.core.metric.MetricSink;

/** What the interface itself counts: its statistics block. */
final class NicCounts {

  long framesReceived;
  long bytesReceived;
  long droppedNoBuffer;
  long droppedTooLong;
  long droppedBufferFull;
  long framesWaited;
  long picosecondsWaited;
  long mostBuffered;
  long droppedStopped;
  long receiveFaults;
  long framesSent;
  long bytesSent;
  long transmitFaults;
  long malformedPackets;
  long descriptorFaults;
  long descriptorReads;
  long statusUpdates;
  long interrupts;

  void report(MetricSink sink) {
    count(sink, "received.frames", framesReceived, "Frames written to memory whole");
    bytes(sink, "received.bytes", bytesReceived, "Bytes of these frames");
    count(sink, "sent.frames", framesSent, "Frames read from memory whole and sent");
    bytes(sink, "sent.bytes", bytesSent, "Bytes of these frames");
    count(
        sink,
        "drops.no-buffer",
        droppedNoBuffer,
        "Frames received when no buffer was posted, or the return ring was full");
    count(
        sink,
        "drops.buffer-full",
        droppedBufferFull,
        "Frames received when those that waited for the bus filled the interface's memory");
    count(sink, "waits", framesWaited, "Frames received that waited for the bus");
    sink.metric("nic.waited", picosecondsWaited, "ps", "Time they waited, all together");
    bytes(sink, "buffer.peak", mostBuffered, "Most of the interface's memory that they took");
    count(sink, "drops.too-long", droppedTooLong, "Frames received that are longer than the MTU");
    count(sink, "drops.stopped", droppedStopped, "Frames received while the interface was stopped");
    count(
        sink,
        "drops.receive-dma",
        receiveFaults,
        "Frames lost because their buffer was not reached");
    count(
        sink,
        "drops.transmit-dma",
        transmitFaults,
        "Frames lost because their bytes were not read");
    count(
        sink,
        "drops.malformed",
        malformedPackets,
        "Packets lost because their descriptors make no sense");
    count(
        sink,
        "descriptor-faults",
        descriptorFaults,
        "Accesses to rings and status block that failed");
    count(
        sink,
        "descriptor-reads",
        descriptorReads,
        "Accesses that read descriptors, several at a time");
    count(sink, "status-updates", statusUpdates, "Times the status block was written");
    count(sink, "interrupts", interrupts, "Interrupts raised");
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("nic." + name, value, "count", meaning);
  }

  private static void bytes(MetricSink sink, String name, long value, String meaning) {
    sink.metric("nic." + name, value, "bytes", meaning);
  }
}
