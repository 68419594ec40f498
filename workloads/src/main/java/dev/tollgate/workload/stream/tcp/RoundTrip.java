package dev.tollgate.workload.stream.tcp;

import dev.tollgate.core.machine.SimulatedClock;

/**
 * The retransmission timeout of a sender, from measured round trips: RFC 6298 with the bounds of
 * Linux 2.6 (3 s before the first sample, then 200 ms to 120 s). Times are picoseconds.
 */
final class RoundTrip {

  private static final long INITIAL = 3 * SimulatedClock.SECOND;
  private static final long LEAST = 200 * SimulatedClock.MILLISECOND;
  private static final long MOST = 120 * SimulatedClock.SECOND;
  private static final int MOST_DOUBLINGS = 15;

  private long smoothed;
  private long variation;
  private long timeout = INITIAL;
  private int doublings;

  /** Takes one measured round trip. */
  void sample(long picoseconds) {
    if (smoothed == 0) {
      smoothed = Math.max(1, picoseconds);
      variation = picoseconds / 2;
    } else {
      variation += (Math.abs(picoseconds - smoothed) - variation) / 4;
      smoothed += (picoseconds - smoothed) / 8;
    }
    timeout = Math.min(MOST, Math.max(LEAST, smoothed + 4 * variation));
  }

  /** Something new was acknowledged: the next timeout is not doubled. */
  void progress() {
    doublings = 0;
  }

  /** A timer ran out: the next one is twice as long. */
  void expired() {
    doublings = Math.min(MOST_DOUBLINGS, doublings + 1);
  }

  /** How long to wait for an acknowledgement. */
  long timeout() {
    return Math.min(MOST, timeout << doublings);
  }

  /** The smoothed round trip; 0 before the first sample. */
  long smoothed() {
    return smoothed;
  }
}
