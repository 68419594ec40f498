package dev.tollgate.workload.stream.tcp;

/**
 * How many bytes a sender may have in flight for the network's sake: slow start and congestion
 * avoidance (RFC 5681), counted in bytes.
 *
 * <p>It starts with three segments, as Linux 2.6 on Ethernet does (RFC 3390), and grows only while
 * it is what limits the sender.
 */
final class CongestionWindow {

  private static final int INITIAL_SEGMENTS = 3;

  private final int mss;
  private long bytes;
  private long slowStartThreshold = Long.MAX_VALUE;
  private long credit;

  CongestionWindow(int mss) {
    this.mss = mss;
    this.bytes = (long) INITIAL_SEGMENTS * mss;
  }

  /** Bytes that may be in flight. */
  long bytes() {
    return bytes;
  }

  /** Bytes were acknowledged while the window was used up. */
  void grow(long acknowledged) {
    if (bytes < slowStartThreshold) {
      bytes += mss;
      return;
    }
    credit += acknowledged;
    if (credit >= bytes) {
      credit -= bytes;
      bytes += mss;
    }
  }

  /** A segment was lost and others arrived: half of what was in flight. */
  void halve(long inFlight) {
    slowStartThreshold = Math.max(inFlight / 2, 2L * mss);
    bytes = slowStartThreshold;
    credit = 0;
  }

  /** Nothing came back: one segment, then slow start up to half of what was in flight. */
  void collapse(long inFlight) {
    slowStartThreshold = Math.max(inFlight / 2, 2L * mss);
    bytes = mss;
    credit = 0;
  }
}
