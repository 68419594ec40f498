package dev.tollgate.workload.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a trace and its device log in one order: what the kernel did and what the device
 * and the IOMMU unit did, all in the trace's time.
 *
 * <p>First come the pages mapped before the trace began ({@link Side#MAPPED_BEFORE}), at its first
 * moment. At the same nanosecond, a map comes before an access, an access before an unmap, and an
 * unmap before an invalidation; within each file the order never changes. Of the log, only accesses
 * and invalidations of the trace's domains and time are delivered.
 */
public final class JoinedReader implements AutoCloseable {

  /** Where an event comes from. */
  public enum Side {
    /** Nobody recorded it; it must have happened before. */
    MAPPED_BEFORE,
    /** The kernel's trace: {@link #kernelEvent}. */
    KERNEL,
    /** The unit's log: {@link #unitEvent}. */
    UNIT
  }

  private final KernelTraceReader trace;
  private final UnitLogReader log;
  private final LogClock clock;
  private final boolean[] domains;
  private final List<MappedBefore> before;
  private final long firstNanos;
  private final long lastNanos;
  private int nextBefore;
  private boolean traceReady;
  private boolean traceEnded;
  private boolean logReady;
  private boolean logEnded;
  private long logTime;
  private long nanos;
  private long foreign;
  private @Nullable MappedBefore mappedBefore;
  private Side side = Side.KERNEL;

  /** {@code domains[d]} tells whether domain d belongs to the trace; all do if it is empty. */
  JoinedReader(
      KernelTraceReader trace,
      UnitLogReader log,
      LogClock clock,
      boolean[] domains,
      List<MappedBefore> before,
      long firstNanos,
      long lastNanos) {
    this.trace = trace;
    this.log = log;
    this.clock = clock;
    this.domains = domains;
    this.before = before;
    this.firstNanos = firstNanos;
    this.lastNanos = lastNanos;
  }

  /** Moves to the next event; false at the end. */
  public boolean next() {
    if (nextBefore < before.size()) {
      mappedBefore = before.get(nextBefore++);
      nanos = firstNanos;
      side = Side.MAPPED_BEFORE;
      return true;
    }
    if (!traceReady && !traceEnded) {
      traceReady = trace.next();
      traceEnded = !traceReady;
    }
    if (!logReady && !logEnded) {
      logReady = nextOfLog();
      logEnded = !logReady;
    }
    if (!traceReady && !logReady) {
      return false;
    }
    if (traceReady && (!logReady || traceIsFirst())) {
      side = Side.KERNEL;
      nanos = trace.event().monotonicNanos();
      traceReady = false;
    } else {
      side = Side.UNIT;
      nanos = logTime;
      logReady = false;
    }
    return true;
  }

  /** Returns where the event comes from. */
  public Side side() {
    return side;
  }

  /** Returns the event's time, in the trace's nanoseconds; never runs backwards. */
  public long nanos() {
    return nanos;
  }

  /** Returns the kernel's event; meant for {@link Side#KERNEL}. */
  public KernelEvent kernelEvent() {
    return trace.event();
  }

  /** Returns the unit's event; meant for {@link Side#UNIT}. */
  public UnitEvent unitEvent() {
    return log.event();
  }

  /** Returns the pages mapped before the trace; meant for {@link Side#MAPPED_BEFORE}. */
  public MappedBefore mappedBefore() {
    if (mappedBefore == null) {
      throw new IllegalStateException("the reader stands on no such event");
    }
    return mappedBefore;
  }

  /** Returns the reader of the trace, for its names and statistics. */
  public KernelTraceReader trace() {
    return trace;
  }

  /** Returns the reader of the log, for its statistics. */
  public UnitLogReader log() {
    return log;
  }

  /** Returns how many accesses of other domains were left out, within the trace's time. */
  public long foreign() {
    return foreign;
  }

  @Override
  public void close() {
    trace.close();
    log.close();
  }

  private boolean nextOfLog() {
    while (log.next()) {
      UnitEvent event = log.event();
      long time = clock.toTrace(event.timeNanos());
      if (time > lastNanos) {
        return false;
      }
      if (time >= firstNanos) {
        if (belongs(event.domain())) {
          logTime = Math.max(logTime, time);
          return true;
        }
        foreign += event.kind().isAccess() ? 1 : 0;
      }
    }
    return false;
  }

  private boolean belongs(int domain) {
    return domain < 0 || domains.length == 0 || (domain < domains.length && domains[domain]);
  }

  private boolean traceIsFirst() {
    long time = trace.event().monotonicNanos();
    if (time != logTime) {
      return time < logTime;
    }
    return !AreaWalk.unmaps(trace.event().kind()) || !log.event().kind().isAccess();
  }
}
