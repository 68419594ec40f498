package dev.tollgate.workload.stream.tcp;

/** What a sender does with bytes that do not fill a segment. */
public enum SmallSegments {
  /**
   * They wait while a small segment is unacknowledged: Nagle's algorithm as Linux has it, with
   * Minshall's modification (full segments in flight do not hold back a small one).
   */
  NAGLE,
  /** They go at once: TCP_NODELAY. */
  NODELAY,
  /** They wait until they fill a segment: TCP_CORK, without its limit of 200 ms. */
  CORK
}
