package dev.tollgate.core.policy;

import dev.tollgate.core.spi.IovaAllocator;
import java.util.Arrays;

/** Runs of I/O pages that must not be used again yet. */
final class WithheldPages {

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
    for (int i = 0; i < runs; i++) {
      iova.free(first[i], pages[i]);
    }
    runs = 0;
  }
}
