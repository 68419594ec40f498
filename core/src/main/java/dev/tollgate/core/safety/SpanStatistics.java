package dev.tollgate.core.safety;

/**
 * The distribution of one figure over windows: count, exact maximum, and percentiles to three
 * significant digits.
 *
 * <p>Values are counted as HdrHistogram counts them: those below 2048 each on their own, larger
 * ones in 1024 equal ranges for every power of two. Recording is one array increment and allocates
 * nothing.
 */
final class SpanStatistics {

  private static final int RANGE_BITS = 10;
  private static final int RANGES = 1 << RANGE_BITS;
  private static final int MAX_SHIFT = Long.SIZE - 1 - RANGE_BITS - 1;

  private final long[] counts = new long[(MAX_SHIFT + 2) << RANGE_BITS];
  private long count;
  private long max;

  /** Counts a value, not negative. */
  void record(long value) {
    counts[indexOf(value)]++;
    count++;
    if (value > max) {
      max = value;
    }
  }

  /** Counts {@code times} zeros. */
  void recordZeros(long times) {
    counts[0] += times;
    count += times;
  }

  private static int indexOf(long value) {
    int shift = Long.SIZE - 1 - RANGE_BITS - Long.numberOfLeadingZeros(value | (2 * RANGES - 1));
    return (shift << RANGE_BITS) + (int) (value >>> shift);
  }

  /** The smallest value that is counted at {@code index}. */
  static long lowest(int index) {
    int shift = Math.max(0, (index >>> RANGE_BITS) - 1);
    return (long) (index - (shift << RANGE_BITS)) << shift;
  }

  /** Values recorded. */
  long count() {
    return count;
  }

  /** Largest value; 0 if there is none. */
  long max() {
    return max;
  }

  /**
   * The smallest value that at least {@code percent} of a hundred recorded values do not exceed,
   * rounded up by less than one part in a thousand, but not beyond the maximum; 0 if there is none.
   */
  long percentile(int percent) {
    long left = count - count / 100 * (100 - percent) - count % 100 * (100 - percent) / 100;
    int index = 0;
    while (left > counts[index] && index < counts.length - 1) {
      left -= counts[index++];
    }
    return Math.min(max, index == counts.length - 1 ? max : lowest(index + 1) - 1);
  }

  /** Number of values that fell into the range that begins at {@link #lowest} of the index. */
  long countAt(int index) {
    return counts[index];
  }

  /** Number of ranges. */
  int ranges() {
    return counts.length;
  }
}
