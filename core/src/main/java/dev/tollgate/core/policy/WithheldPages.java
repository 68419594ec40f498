package dev.tollgate.core.policy;

import dev.tollgate.core.spi.IovaAllocator;
import java.util.Arrays;

/** Runs of I/O pages that must not be used again yet. */
final class WithheldPages {

  /** Takes a run of I/O pages that may be used again. */
  interface Taker {
    void take(long ioPage, int pages);
  }

  private long[] first = new long[16];
  private int[] pages = new int[16];
  private int runs;
  private long total;

  void add(long ioPage, int count) {
    if (runs == first.length) {
      first = Arrays.copyOf(first, 2 * runs);
      pages = Arrays.copyOf(pages, 2 * runs);
    }
    first[runs] = ioPage;
    pages[runs++] = count;
    total += count;
  }

  boolean isEmpty() {
    return runs == 0;
  }

  /** Pages ever added. */
  long total() {
    return total;
  }

  void giveBackTo(IovaAllocator iova) {
    giveBackTo(iova::free);
  }

  /** Hands each run to somebody, in the order they were added, and has none left. */
  void giveBackTo(Taker taker) {
    for (int i = 0; i < runs; i++) {
      taker.take(first[i], pages[i]);
    }
    runs = 0;
  }
}
