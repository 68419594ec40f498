package dev.tollgate.core.safety;

/**
 * Worst-case stale windows: from the unmap of a page to the next invalidation that covers it,
 * whether or not the modelled IOTLB held its translation. Does not depend on the size of any cache.
 */
final class WorstCaseStatistics {

  final SpanStatistics time = new SpanStatistics();

  /** Sum of {@link #time}, in picoseconds. */
  final WideSum totalTime = new WideSum();

  /** Windows open at the end of the run. */
  final OpenWindows open = new OpenWindows();

  private long opened;
  private long empty;
  private long maxUnmaps;

  /** A window began. */
  void opened() {
    opened++;
  }

  /** An entry was cleared and invalidated at once: a window without length. */
  void closedAtOnce() {
    opened++;
    empty++;
  }

  /** A window ended. */
  void closed(long picoseconds, long unmapsDuring) {
    time.record(picoseconds);
    totalTime.add(picoseconds);
    if (unmapsDuring > maxUnmaps) {
      maxUnmaps = unmapsDuring;
    }
  }

  /** The run ended with the entry of an unmapped page still in the table. */
  void keptOpen(long picoseconds) {
    opened++;
    open.add(picoseconds);
  }

  /** Nothing will be recorded any more. */
  void close() {
    time.recordZeros(empty);
  }

  /** Windows that began. */
  long count() {
    return opened;
  }

  /** Most unmaps in the domain during one window. */
  long maxUnmaps() {
    return maxUnmaps;
  }
}
