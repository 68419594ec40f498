package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.BitSet;

/**
 * The entries of one domain that lead from I/O page {@code n} to page frame {@code n}, for every
 * frame of memory whose number the allocator hands out as an I/O page. All devices of the domain
 * use them.
 */
final class IdentityMap {

  /** 16 MiB of I/O pages. */
  private static final int SPARE = 1 << 12;

  private static final int LARGEST_RUN = 1 << 10;

  private final DmaDomain domain;
  private final BitSet pages = new BitSet();
  private int users;

  /**
   * Makes the entries for frames 0 to {@code memoryFrames - 1}, but leaves some I/O pages of a
   * large space for frames whose own are not to be had.
   */
  IdentityMap(DmaDomain domain, long memoryFrames) {
    this.domain = domain;
    long size = domain.iova().size();
    long frames = Math.min(memoryFrames, size - Math.min(SPARE, size / 16));
    BitSet beyond = new BitSet();
    for (int run = LARGEST_RUN; run > 0; run >>= 1) {
      takeAll(run, frames, beyond);
    }
    giveBack(beyond);
    forEachRun(
        pages, (first, count) -> domain.map(first, count, first, DmaDirection.BIDIRECTIONAL));
    domain.endOfCall();
  }

  /** Another device uses them. */
  void use() {
    users++;
  }

  /** A device uses them no more; true if it was the last. */
  boolean leave() {
    return --users == 0;
  }

  /** Whether each of these I/O pages leads to the frame of its number. */
  boolean covers(long first, long count) {
    return first >= 0
        && first + count <= pages.length()
        && pages.nextClearBit((int) first) >= first + count;
  }

  /** Clears the entries and gives the I/O pages back; false if the unit would not forget them. */
  boolean end() {
    forEachRun(pages, domain::unmap);
    if (!domain.invalidateAll()) {
      return false;
    }
    giveBack(pages);
    return true;
  }

  /** Takes all runs of so many I/O pages that there are, the largest first: what is left is odd. */
  private void takeAll(int run, long frames, BitSet beyond) {
    IovaAllocator iova = domain.iova();
    long first = iova.allocate(run, run, Long.MAX_VALUE);
    while (first != IovaAllocator.NONE) {
      for (long page = first; page < first + run; page++) {
        (page < frames ? pages : beyond).set((int) page);
      }
      first = iova.allocate(run, run, Long.MAX_VALUE);
      if (first == IovaAllocator.NONE) {
        first = iova.retry(run, run, Long.MAX_VALUE);
      }
    }
  }

  private void giveBack(BitSet set) {
    forEachRun(set, (first, count) -> domain.iova().free(first, count));
    set.clear();
  }

  private interface Runs {
    void run(long first, int count);
  }

  private static void forEachRun(BitSet set, Runs runs) {
    for (int first = set.nextSetBit(0); first >= 0; ) {
      int end = set.nextClearBit(first);
      runs.run(first, end - first);
      first = set.nextSetBit(end);
    }
  }
}
