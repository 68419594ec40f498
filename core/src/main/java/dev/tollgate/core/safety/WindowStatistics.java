package dev.tollgate.core.safety;

/**
 * Stale windows: how long devices could still reach pages after unmap, and what happened meanwhile.
 *
 * <p>Each window is measured in picoseconds, in accesses that devices of the domain made during it,
 * and in unmaps that drivers made in the domain during it. Windows still open at the end of the run
 * are kept apart, with the time from their beginning to that end.
 */
final class WindowStatistics {

  final SpanStatistics time = new SpanStatistics();
  final SpanStatistics accesses = new SpanStatistics();
  final SpanStatistics unmaps = new SpanStatistics();

  /** Windows open at the end of the run. */
  final SpanStatistics open = new SpanStatistics();

  private long opened;
  private long empty;

  /** A window began. */
  void opened() {
    opened++;
  }

  /** A page was unmapped that no device could reach any more: a window without length. */
  void closedAtOnce() {
    opened++;
    empty++;
  }

  /** A window ended. */
  void closed(long picoseconds, long accessesDuring, long unmapsDuring) {
    if ((picoseconds | accessesDuring | unmapsDuring) == 0) {
      empty++;
    } else {
      time.record(picoseconds);
      accesses.record(accessesDuring);
      unmaps.record(unmapsDuring);
    }
  }

  /** The run ended before the window did. */
  void leftOpen(long picoseconds) {
    open.record(picoseconds);
  }

  /** Nothing will be recorded any more. */
  void close() {
    time.recordZeros(empty);
    accesses.recordZeros(empty);
    unmaps.recordZeros(empty);
  }

  /** Windows that began. */
  long count() {
    return opened;
  }

  /** Whether every window that began has ended or was left open. */
  boolean isBalanced() {
    return opened == time.count() + open.count();
  }
}
