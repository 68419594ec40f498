package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;

/**
 * Counts I/Os by how long they took, in fio's ranges: below 2, 4, 10, 20, 50, 100, 250, 500, 750
 * and 1000 of nanoseconds, microseconds and milliseconds, below 2 s, and the rest. Counting
 * allocates nothing.
 */
public final class FioLatencyCounts {

  /** Ends of the ranges of one unit. */
  static final ImmutableList<Integer> ENDS =
      ImmutableList.of(2, 4, 10, 20, 50, 100, 250, 500, 750, 1000);

  private static final int RANGES = 10;
  private static final int UNITS = 3;
  private static final long TWO_SECONDS = 2_000_000_000L;

  private final int[] ends = ENDS.stream().mapToInt(Integer::intValue).toArray();
  private final long[] counts = new long[UNITS * RANGES + 2];
  private long total;

  /**
   * Counts one I/O.
   *
   * @param nanoseconds from its issue to its end, not negative
   */
  public void add(long nanoseconds) {
    total++;
    counts[range(nanoseconds)]++;
  }

  /** Number of I/Os counted. */
  public long total() {
    return total;
  }

  /** Percent of all I/Os in a range, 0 if there are none. */
  double percent(int range) {
    return total == 0 ? 0 : 100.0 * counts[range] / total;
  }

  /** Number of the first range of a unit: 0 nanoseconds, 1 microseconds, 2 milliseconds. */
  static int first(int unit) {
    return unit * RANGES;
  }

  private int range(long nanoseconds) {
    if (nanoseconds >= TWO_SECONDS) {
      return UNITS * RANGES + 1;
    }
    long value = nanoseconds;
    int first = 0;
    while (value >= 1000) {
      value /= 1000;
      first += RANGES;
    }
    if (first == UNITS * RANGES) {
      return first;
    }
    int range = 0;
    while (value >= ends[range]) {
      range++;
    }
    return first + range;
  }
}
