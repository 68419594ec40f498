package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.MetricSink;

/**
 * How long things took: count, exact least, greatest and sum, and percentiles to within one part in
 * 128. Values below 256 are counted each on their own, larger ones in 128 equal ranges for every
 * power of two. Recording allocates nothing.
 */
final class LatencyMeter {

  private static final int RANGE_BITS = 7;
  private static final int RANGES = 1 << RANGE_BITS;

  private final long[] counts = new long[(Long.SIZE - RANGE_BITS) << RANGE_BITS];
  private long count;
  private long sum;
  private double squares;
  private long least = Long.MAX_VALUE;
  private long greatest;

  /** Counts a value in picoseconds, not negative. */
  void record(long value) {
    counts[index(value)]++;
    count++;
    sum += value / 1_000; // Nanoseconds: a long of picoseconds would last for 106 days only.
    double nanoseconds = value / 1_000.0;
    squares += nanoseconds * nanoseconds;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }

  private static int index(long value) {
    int shift = Long.SIZE - 1 - RANGE_BITS - Long.numberOfLeadingZeros(value | (2 * RANGES - 1));
    return (shift << RANGE_BITS) + (int) (value >>> shift);
  }

  private static long highest(int index) {
    int shift = Math.max(0, (index >>> RANGE_BITS) - 1);
    return ((long) (index - (shift << RANGE_BITS) + 1) << shift) - 1;
  }

  /** Values counted. */
  long count() {
    return count;
  }

  /** Least value in picoseconds; 0 if there is none. */
  long least() {
    return count == 0 ? 0 : least;
  }

  /** Greatest value in picoseconds; 0 if there is none. */
  long greatest() {
    return greatest;
  }

  /** Sum of all values, each rounded down to nanoseconds. */
  long sumNanoseconds() {
    return sum;
  }

  /** Mean in nanoseconds; 0 if there is none. */
  double meanNanoseconds() {
    return count == 0 ? 0 : (double) sum / count;
  }

  /** Standard deviation in nanoseconds, of a sample; 0 if there are fewer than two. */
  double deviationNanoseconds() {
    if (count < 2) {
      return 0;
    }
    double mean = meanNanoseconds();
    return Math.sqrt(Math.max(0, (squares - count * mean * mean) / (count - 1)));
  }

  /**
   * A value in picoseconds that a share of all values does not exceed, rounded up by less than one
   * part in 128, not beyond the greatest.
   *
   * @param thousandths share in thousandths of a percent: 99_900 for 99.9 %
   */
  long percentile(int thousandths) {
    long wanted = Math.max(1, (count * thousandths + 99_999) / 100_000);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(highest(i), greatest);
      }
    }
    return greatest;
  }

  /** Adds another meter's values. */
  void add(LatencyMeter other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    sum += other.sum;
    squares += other.squares;
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
  }

  /** Reports mean, percentiles and maximum under a name, and a histogram in powers of two. */
  void report(MetricSink sink, String name, String meaning) {
    sink.metric(name + ".mean", Math.round(meanNanoseconds() * 1_000), "ps", meaning + ", mean");
    sink.metric(name + ".p50", percentile(50_000), "ps", meaning + ", median");
    sink.metric(name + ".p90", percentile(90_000), "ps", meaning + ", 90 % are not above");
    sink.metric(name + ".p99", percentile(99_000), "ps", meaning + ", 99 % are not above");
    sink.metric(name + ".p999", percentile(99_900), "ps", meaning + ", 99.9 % are not above");
    sink.metric(name + ".max", greatest, "ps", meaning + ", longest");
    sink.distribution(new Distribution(name, "ps", meaning, bins()));
  }

  private ImmutableList<Distribution.Bin> bins() {
    ImmutableList.Builder<Distribution.Bin> bins = ImmutableList.builder();
    long[] powers = new long[Long.SIZE];
    for (int i = 0; i < counts.length; i++) {
      powers[Long.SIZE - 1 - Long.numberOfLeadingZeros(highest(i) | 1)] += counts[i];
    }
    for (int i = 0; i < powers.length; i++) {
      if (powers[i] > 0) {
        bins.add(new Distribution.Bin(i == 0 ? 0 : 1L << i, (1L << i) * 2 - 1, powers[i]));
      }
    }
    return bins.build();
  }
}
