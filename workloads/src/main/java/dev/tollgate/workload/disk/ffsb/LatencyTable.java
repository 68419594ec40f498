package dev.tollgate.workload.disk.ffsb;

import dev.tollgate.workload.text.CFormat;
import org.jspecify.annotations.Nullable;

/**
 * FFSB's table of times of system calls (ffsb_statsd_print in ffsb_stats.c). Shortest and longest
 * times are single precision, which shows in their last digits: 124.470001.
 */
final class LatencyTable {

  private static final String TITLE =
      """

      System Call Latency statistics in millisecs
      =====
      \t\tMin\t\tAvg\t\tMax\t\tTotal Calls
      \t\t========\t========\t========\t============
      """;

  private LatencyTable() {}

  /** Prints the times that a group's profile asks for, or nothing. */
  static void print(
      StringBuilder out, FfsbResult.Group group, @Nullable FfsbStatistics statistics) {
    if (statistics == null) {
      return;
    }
    out.append(TITLE);
    for (FfsbCall call : FfsbCall.values()) {
      FfsbResult.Call times = group.calls().get(call);
      if (times == null || times.count() == 0 || statistics.ignored().contains(call)) {
        continue;
      }
      out.append(
          CFormat.format(
              "[%7s]\t%05f\t%05f\t%05f\t%12u\n",
              call.word(),
              times.minimum() / 1000.0f,
              times.total() / (1000.0 * times.count()),
              times.maximum() / 1000.0f,
              times.count()));
      ranges(out, times, statistics);
    }
  }

  private static void ranges(StringBuilder out, FfsbResult.Call times, FfsbStatistics statistics) {
    if (statistics.ranges().isEmpty()) {
      out.append("   -\n");
      return;
    }
    for (int i = 0; i < statistics.ranges().size(); i++) {
      FfsbStatistics.Range range = statistics.ranges().get(i);
      out.append(
          CFormat.format(
              "\t\t msec_range[%d]\t%f - %f : %8u\n",
              i,
              range.fromMicroseconds() / 1000.0,
              range.toMicroseconds() / 1000.0,
              times.inRanges().get(i)));
    }
    out.append('\n');
  }
}
