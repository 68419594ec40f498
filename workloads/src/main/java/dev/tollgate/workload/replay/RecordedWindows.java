package dev.tollgate.workload.replay;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.trace.UnitEvent;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.HdrHistogram.Histogram;

/**
 * The stale windows of the recorded machine itself, from its own log: from the moment the kernel
 * unmapped a page that its unit had used since it was last made to forget, to the moment the unit
 * was made to forget it; of no length if the unit had not used it. A yardstick for the simulated
 * ones, which are defined alike, of a unit that holds all it uses.
 */
final class RecordedWindows {

  private static final long NOT_STALE = -1;
  private static final int DIGITS = 3;

  private final LongOpenHashSet used = new LongOpenHashSet();
  private final Long2LongOpenHashMap unmappedAt = new Long2LongOpenHashMap();
  private final Histogram windows = new Histogram(DIGITS);
  private long pageInvalidations;
  private long domainInvalidations;
  private long globalInvalidations;
  private long total;

  RecordedWindows() {
    unmappedAt.defaultReturnValue(NOT_STALE);
  }

  /** The trace begins again: what the unit held at its end is nothing to its beginning. */
  void beginPass() {
    used.clear();
    unmappedAt.clear();
  }

  void accessed(long page) {
    used.add(page);
  }

  void unmapped(long page, long nanos) {
    if (used.contains(page)) {
      unmappedAt.putIfAbsent(page, nanos);
    } else {
      windows.recordValue(0);
    }
  }

  void invalidated(UnitEvent event, long nanos) {
    switch (event.kind()) {
      case INVALIDATE_PAGES -> {
        pageInvalidations++;
        long first = event.address() >>> PhysicalMemory.FRAME_SHIFT;
        long pages = event.bytes() >>> PhysicalMemory.FRAME_SHIFT;
        for (long page = first; page < first + pages; page++) {
          forget(page, nanos);
        }
      }
      case INVALIDATE_DOMAIN -> {
        domainInvalidations++;
        forgetAll(nanos);
      }
      case INVALIDATE_ALL -> {
        globalInvalidations++;
        forgetAll(nanos);
      }
      case HIT, FILL -> throw new IllegalArgumentException("an access is no invalidation");
    }
  }

  private void forget(long page, long nanos) {
    used.remove(page);
    long since = unmappedAt.remove(page);
    if (since != NOT_STALE) {
      ended(nanos - since);
    }
  }

  private void forgetAll(long nanos) {
    used.clear();
    for (long since : unmappedAt.values()) {
      ended(nanos - since);
    }
    unmappedAt.clear();
  }

  private void ended(long nanos) {
    windows.recordValue(Math.max(0, nanos));
    total += Math.max(0, nanos);
  }

  void report(MetricSink sink) {
    sink.metric(
        "workload.recorded.invalidations.pages",
        pageInvalidations,
        "count",
        "Invalidations of chosen pages that the recorded unit carried out");
    sink.metric(
        "workload.recorded.invalidations.domain",
        domainInvalidations,
        "count",
        "Invalidations of the whole domain that the recorded unit carried out");
    sink.metric(
        "workload.recorded.invalidations.global",
        globalInvalidations,
        "count",
        "Invalidations of everything that the recorded unit carried out");
    sink.metric(
        "workload.recorded.stale.windows",
        windows.getTotalCount(),
        "count",
        "Stale windows of the recorded machine that were closed");
    sink.metric(
        "workload.recorded.stale.total", total, "ns", "Sum of the lengths of those windows");
    quantile(sink, "p50", 50);
    quantile(sink, "p99", 99);
    sink.metric(
        "workload.recorded.stale.max",
        windows.getTotalCount() == 0 ? 0 : windows.getMaxValue(),
        "ns",
        "Longest stale window of the recorded machine");
  }

  private void quantile(MetricSink sink, String name, double percent) {
    sink.metric(
        "workload.recorded.stale." + name,
        windows.getTotalCount() == 0 ? 0 : windows.getValueAtPercentile(percent),
        "ns",
        "Stale window of the recorded machine, percentile " + (int) percent);
  }
}
