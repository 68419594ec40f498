package dev.tollgate.workload.trace;

import java.util.Arrays;

/**
 * The lines of an IOMMU log that a trace can explain: fills of pages that it maps to the same
 * physical page at some time, and invalidations that begin where it unmaps something.
 *
 * <p>Each observation is a moment by the log's clock, the first of the spans that may explain it,
 * and the domain. Hits are left out: a stale entry may be hit long after the unmap.
 */
final class LogObservations {

  private final PageSpans spans;
  private long[] times = new long[1024];
  private int[] firstSpans = new int[1024];
  private int[] domains = new int[1024];
  private int count;
  private long considered;

  LogObservations(UnitLogReader reader, PageSpans spans) {
    this.spans = spans;
    UnitEvent event = reader.event();
    while (reader.next()) {
      if (event.kind() == UnitEventKind.FILL) {
        add(event, spans.first(TraceSpans.fillKey(event.address(), event.physicalPage())));
      } else if (event.kind() == UnitEventKind.INVALIDATE_PAGES) {
        add(event, spans.first(TraceSpans.invalidationKey(event.address())));
      }
    }
  }

  /** Returns how many fills and page invalidations the log has. */
  long considered() {
    return considered;
  }

  /** Returns how many of them the trace may explain. */
  int count() {
    return count;
  }

  long time(int observation) {
    return times[observation];
  }

  int firstSpan(int observation) {
    return firstSpans[observation];
  }

  int domain(int observation) {
    return domains[observation];
  }

  /** Returns how many pairs of an observation and one of the first {@code most} spans there are. */
  long pairs(int most) {
    long pairs = 0;
    for (int i = 0; i < count; i++) {
      int span = firstSpans[i];
      while (span != PageSpans.NONE && span < most) {
        pairs++;
        span = spans.following(span);
      }
      if (pairs > Integer.MAX_VALUE) {
        return pairs;
      }
    }
    return pairs;
  }

  private void add(UnitEvent event, int span) {
    considered++;
    if (span == PageSpans.NONE) {
      return;
    }
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      firstSpans = Arrays.copyOf(firstSpans, 2 * count);
      domains = Arrays.copyOf(domains, 2 * count);
    }
    times[count] = event.timeNanos();
    firstSpans[count] = span;
    domains[count] = event.domain();
    count++;
  }
}
