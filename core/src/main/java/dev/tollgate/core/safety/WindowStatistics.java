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

  /** Sum of {@link #time}, in picoseconds. */
  final WideSum totalTime = new WideSum();

  /** Sum of {@link #accesses}. */
  long totalAccesses;

  /** Sum of {@link #unmaps}. */
  long totalUnmaps;

  /** Windows open at the end of the run. */
  final OpenWindows open = new OpenWindows();

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
      totalTime.add(picoseconds);
      accesses.record(accessesDuring);
      totalAccesses += accessesDuring;
      unmaps.record(unmapsDuring);
      totalUnmaps += unmapsDuring;
    }
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
}
