package dev.tollgate.workload.net.nic;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Distribution.Bin;

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
   * As a histogram.
   *
   * @param width values in a bin, at least 1; the first bin begins at 0
   */
  Distribution report(String name, String unit, String meaning, int width) {
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
    return new Distribution(name, unit, meaning, bins.build());
  }
}
