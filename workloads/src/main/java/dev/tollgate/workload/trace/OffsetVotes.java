package dev.tollgate.workload.trace;

import java.util.Arrays;

/**
 * Votes for the distance between two clocks. Each vote is a range of distances that one pair of
 * observations allows; the distance that most pairs allow wins.
 */
final class OffsetVotes {

  private long[] lows = new long[1024];
  private long[] highs = new long[1024];
  private int count;

  /** The distances, both ends included, that {@code votes} pairs allow. */
  record Range(long low, long high, int votes) {

    Range meet(Range other) {
      return new Range(Math.max(low, other.low), Math.min(high, other.high), votes + other.votes);
    }

    boolean isEmpty() {
      return low > high;
    }
  }

  void add(long low, long high) {
    if (count == lows.length) {
      lows = Arrays.copyOf(lows, 2 * count);
      highs = Arrays.copyOf(highs, 2 * count);
    }
    lows[count] = low;
    highs[count] = high;
    count++;
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /** Returns the range with the most votes, the lowest of several; empty without any vote. */
  Range best() {
    long[] starts = Arrays.copyOf(lows, count);
    long[] ends = Arrays.copyOf(highs, count);
    Arrays.sort(starts);
    Arrays.sort(ends);
    Range best = new Range(0, -1, 0);
    int ended = 0;
    for (int begun = 1; begun <= count; begun++) {
      long start = starts[begun - 1];
      while (ends[ended] < start) {
        ended++;
      }
      if (begun - ended > best.votes()) {
        best = new Range(start, ends[ended], begun - ended);
      }
    }
    return best;
  }
}
