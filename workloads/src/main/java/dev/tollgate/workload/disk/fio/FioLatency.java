package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import org.HdrHistogram.AbstractHistogram;

/**
 * Times of many I/Os in nanoseconds.
 *
 * @param count how many
 * @param minimum shortest, 0 if there are none
 * @param maximum longest, 0 if there are none
 * @param mean arithmetic mean, 0 if there are none
 * @param deviation standard deviation, 0 if there are none
 * @param percentiles times that the shares of {@link #PERCENTILES} did not exceed; empty if they
 *     were not kept or there are no times
 */
public record FioLatency(
    long count,
    long minimum,
    long maximum,
    double mean,
    double deviation,
    ImmutableLongArray percentiles) {

  /** The percentiles that fio reports. */
  public static final ImmutableList<Double> PERCENTILES =
      ImmutableList.of(
          1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0, 99.5, 99.9,
          99.95, 99.99);

  /** No times. */
  public static final FioLatency NONE = new FioLatency(0, 0, 0, 0, 0, ImmutableLongArray.of());

  /** Checks that there are all percentiles or none. */
  public FioLatency {
    if (!percentiles.isEmpty() && percentiles.length() != PERCENTILES.size()) {
      throw new IllegalArgumentException(percentiles.length() + " percentiles");
    }
  }

  /** The times of a histogram of nanoseconds, with percentiles as exact as it is. */
  public static FioLatency of(AbstractHistogram nanoseconds) {
    if (nanoseconds.getTotalCount() == 0) {
      return NONE;
    }
    ImmutableLongArray.Builder percentiles = ImmutableLongArray.builder();
    for (double percentile : PERCENTILES) {
      percentiles.add(
          Math.min(nanoseconds.getValueAtPercentile(percentile), nanoseconds.getMaxValue()));
    }
    return new FioLatency(
        nanoseconds.getTotalCount(),
        nanoseconds.getMinValue(),
        nanoseconds.getMaxValue(),
        nanoseconds.getMean(),
        nanoseconds.getStdDeviation(),
        percentiles.build());
  }

  /** The same times without percentiles. */
  public FioLatency withoutPercentiles() {
    return new FioLatency(count, minimum, maximum, mean, deviation, ImmutableLongArray.of());
  }
}
