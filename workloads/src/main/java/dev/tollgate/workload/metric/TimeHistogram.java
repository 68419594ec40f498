package dev.tollgate.workload.metric;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.MetricSink;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long things took, in nanoseconds to three digits, up to an hour; longer ones count as that
 * long. Recording allocates nothing.
 */
public final class TimeHistogram {

  private static final long LONGEST = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final long PICOSECONDS = 1000;

  private final Histogram histogram = new Histogram(LONGEST, DIGITS);

  /** No times. */
  public TimeHistogram() {}

  /** Counts a time, not negative. */
  public void record(long picoseconds) {
    histogram.recordValue(Math.min(LONGEST, picoseconds / PICOSECONDS));
  }

  /** The times, in nanoseconds. */
  public Histogram nanoseconds() {
    return histogram;
  }

  /**
   * Reports percentiles as {@code NAME.p50} and so on, and the distribution, unless there are no
   * times.
   *
   * @param one what is timed: {@code request}
   * @param meaning of the distribution
   */
  public void report(MetricSink sink, String name, String one, String meaning) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    percentile(sink, name + ".p50", 50, "Half of all " + one + "s took no longer");
    percentile(sink, name + ".p90", 90, "90 % of all " + one + "s took no longer");
    percentile(sink, name + ".p99", 99, "99 % of all " + one + "s took no longer");
    percentile(sink, name + ".p999", 99.9, "99.9 % of all " + one + "s took no longer");
    sink.metric(
        name + ".max", histogram.getMaxValue(), "ns", "The longest that a " + one + " took");
    ImmutableList.Builder<Distribution.Bin> bins = ImmutableList.builder();
    for (HistogramIterationValue value : histogram.logarithmicBucketValues(1, 2)) {
      if (value.getCountAddedInThisIterationStep() > 0) {
        bins.add(
            new Distribution.Bin(
                value.getValueIteratedFrom(),
                value.getValueIteratedTo(),
                value.getCountAddedInThisIterationStep()));
      }
    }
    sink.distribution(new Distribution(name, "ns", meaning, bins.build()));
  }

  private void percentile(MetricSink sink, String name, double percent, String meaning) {
    sink.metric(name, histogram.getValueAtPercentile(percent), "ns", meaning);
  }
}
