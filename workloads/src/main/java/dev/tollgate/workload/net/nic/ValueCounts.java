package dev.tollgate.workload.net.nic;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Distribution.Bin;
import dev.tollgate.core.metric.MetricSink;

/** How often each value from 0 to a largest one was seen. */
final class ValueCounts {

  private final long[] counts;

  /** Counts of values up to {@code largest}, which stands for larger ones too. */
  ValueCounts(int largest) {
    this.counts = new long[largest + 1];
  }

  void add(int value) {
    counts[Math.min(value, counts.length - 1)]++;
  }

  /**
   * Reports the mean, in thousandths, and a histogram.
   *
   * @param width values in a bin, at least 1; the first bin begins at 0
   */
  void report(MetricSink sink, String name, String unit, String meaning, int width) {
    long all = 0;
    long weighted = 0;
    for (int value = 0; value < counts.length; value++) {
      all += counts[value];
      weighted += counts[value] * value;
    }
    sink.metric(
        name + ".mean", all == 0 ? 0 : weighted * 1000 / all, "1/1000", meaning + ", on average");
    ImmutableList.Builder<Bin> bins = ImmutableList.builder();
    for (int from = 0; from < counts.length; from += width) {
      int to = Math.min(from + width, counts.length) - 1;
      long sum = 0;
      for (int value = from; value <= to; value++) {
        sum += counts[value];
      }
      if (sum > 0) {
        bins.add(new Bin(from, to, sum));
      }
    }
    sink.distribution(new Distribution(name, unit, meaning, bins.build()));
  }
}
