package dev.tollgate.workload.stream.peer;

import org.HdrHistogram.Histogram;

/** How long requests took from send() to the end of their response, in nanoseconds. */
public final class RoundTripTimes {

  private static final long LONGEST = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final long PICOSECONDS = 1000;

  private final Histogram histogram = new Histogram(LONGEST, DIGITS);

  /** No times. */
  public RoundTripTimes() {}

  void add(long picoseconds) {
    histogram.recordValue(Math.min(LONGEST, picoseconds / PICOSECONDS));
  }

  /** The times, in nanoseconds. */
  public Histogram histogram() {
    return histogram;
  }
}
