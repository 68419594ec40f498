package dev.tollgate.core.safety;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Distribution.Bin;

/** Histograms for reports: one bin for 0, then one for each power of two. */
final class Bins {

  private Bins() {}

  /** The values of {@code spans}. */
  static Distribution of(String name, String unit, String meaning, SpanStatistics spans) {
    ImmutableList.Builder<Bin> bins = ImmutableList.builder();
    if (spans.countAt(0) > 0) {
      bins.add(new Bin(0, 0, spans.countAt(0)));
    }
    int index = 1;
    for (int power = 0; power < Long.SIZE - 1; power++) {
      long from = 1L << power;
      long to = from + (from - 1);
      long count = 0;
      while (index < spans.ranges() && SpanStatistics.lowest(index) <= to) {
        count += spans.countAt(index++);
      }
      if (count > 0) {
        bins.add(new Bin(from, to, count));
      }
    }
    return new Distribution(name, unit, meaning, bins.build());
  }
}
