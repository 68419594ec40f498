package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;

/**
 * Counts how many I/Os were under way when another one was issued, in fio's ranges of powers of
 * two. Counting allocates nothing.
 */
public final class FioDepthCounts {

  /** Names of the ranges. */
  static final ImmutableList<String> NAMES =
      ImmutableList.of("1", "2", "4", "8", "16", "32", ">=64");

  /** What fio prints for a range that is not empty but would round to nothing. */
  private static final double LEAST = 0.1;

  private static final int LAST = 6;

  private final long[] counts = new long[LAST + 1];
  private long total;

  /**
   * Counts one I/O.
   *
   * @param depth I/Os under way, itself included, at least 1
   */
  public void add(int depth) {
    total++;
    counts[Math.min(LAST, 31 - Integer.numberOfLeadingZeros(depth))]++;
  }

  /** Percent of all I/Os in a range, at least 0.1 if there is one. */
  double percent(int range) {
    if (counts[range] == 0) {
      return 0;
    }
    return Math.max(LEAST, 100.0 * counts[range] / total);
  }
}
