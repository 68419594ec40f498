package dev.tollgate.core.policy;

import dev.tollgate.core.spi.IovaAllocator;

/**
 * I/O pages that one CPU unmapped and that the unit may not have forgotten yet, in the order they
 * were unmapped, each run with the number of flushes begun by then. One place stays empty, so a
 * ring of 256 holds 255 runs.
 */
final class FlushRing {

  private final long[] first;
  private final int[] pages;
  private final long[] flushes;
  private int head;
  private int tail;

  FlushRing(int places) {
    first = new long[places];
    pages = new int[places];
    flushes = new long[places];
  }

  boolean isEmpty() {
    return head == tail;
  }

  boolean isFull() {
    return next(tail) == head;
  }

  /** Puts a run behind the others, unmapped after so many flushes had begun. */
  void add(long ioPage, int count, long flushesBegun) {
    first[tail] = ioPage;
    pages[tail] = count;
    flushes[tail] = flushesBegun;
    tail = next(tail);
  }

  /**
   * Gives back the runs that were unmapped before the last finished flush began.
   *
   * @return runs of which some page was not taken
   */
  int giveBackTo(IovaAllocator iova, long flushesFinished) {
    int unknown = 0;
    while (!isEmpty() && flushes[head] < flushesFinished) {
      if (!iova.free(first[head], pages[head])) {
        unknown++;
      }
      head = next(head);
    }
    return unknown;
  }

  private int next(int place) {
    return place + 1 == first.length ? 0 : place + 1;
  }
}
