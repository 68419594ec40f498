package dev.tollgate.workload.trace;

import java.util.List;

/**
 * The conversion of an IOMMU log's time (wall time) into its trace's time (seconds since boot).
 *
 * <p>Where the clocks run alike it is one offset; where they drift apart it is a line through
 * several anchors, level before the first and behind the last.
 */
public final class LogClock {

  private final long[] logNanos;
  private final long[] offsets;

  /** A moment by the log's clock, and what to take from it there; both in nanoseconds. */
  record Anchor(long logNanos, long offsetNanos) {}

  LogClock(List<Anchor> anchors) {
    logNanos = anchors.stream().mapToLong(Anchor::logNanos).toArray();
    offsets = anchors.stream().mapToLong(Anchor::offsetNanos).toArray();
  }

  /** Returns the trace's time for a time of the log, both in nanoseconds. */
  public long toTrace(long nanos) {
    int last = logNanos.length - 1;
    if (last == 0 || nanos <= logNanos[0]) {
      return nanos - offsets[0];
    }
    if (nanos >= logNanos[last]) {
      return nanos - offsets[last];
    }
    int next = 1;
    while (logNanos[next] < nanos) {
      next++;
    }
    long span = logNanos[next] - logNanos[next - 1];
    long part = nanos - logNanos[next - 1];
    double drift = (double) (offsets[next] - offsets[next - 1]) * part / span;
    return nanos - offsets[next - 1] - Math.round(drift);
  }

  /** Returns how many anchors there are; 1 means that the clocks run alike. */
  public int anchors() {
    return logNanos.length;
  }

  /** Returns the first offset in nanoseconds. */
  public long firstOffset() {
    return offsets[0];
  }

  /** Returns the last offset in nanoseconds. */
  public long lastOffset() {
    return offsets[offsets.length - 1];
  }
}
