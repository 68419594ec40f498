package dev.tollgate.workload.kmem;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;

/** A cursor over the requests of one trace, whatever its format. */
interface RequestSource extends AutoCloseable {

  /** What {@link #bytesAllocated} and {@link #picoseconds} are where the trace does not say. */
  long UNKNOWN = -1;

  /**
   * Moves to the next event; false at the end.
   *
   * @throws dev.tollgate.core.error.BadInputException if the line makes no sense in this format
   */
  boolean next();

  /** What the event asks for. */
  RequestKind kind();

  /** Number of the object, unique while it lives; any long. */
  long id();

  /** Bytes that a {@link RequestKind#KMALLOC} asks for. */
  long size();

  /** Number of the cache of an {@link RequestKind#ALLOC} or CACHE, from 0; -1 for others. */
  int cache();

  /** What a cache is to hold. */
  CacheSpec spec(int cache);

  /** Number of the place in the kernel that asks, or {@link #UNKNOWN}; others share the largest. */
  default int callSite() {
    return (int) UNKNOWN;
  }

  /** What the trace calls a place. */
  default String callSiteName(int callSite) {
    throw new IllegalArgumentException("no call site has the number " + callSite);
  }

  /** Line of the file, from 1. */
  long line();

  /** Time since the trace began, never falling, or {@link #UNKNOWN}. */
  long picoseconds();

  /** Bytes that the recording kernel took for this request, or {@link #UNKNOWN}. */
  long bytesAllocated();

  /** Whether every free and every failed request of the recording stands in the trace. */
  boolean isComplete();

  /** Reports what only this format has. */
  void report(MetricSink sink);

  @Override
  void close();
}
