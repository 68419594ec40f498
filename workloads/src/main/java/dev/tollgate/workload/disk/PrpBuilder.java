package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;

/**
 * Makes the physical region pages (PRPs) of a command (NVM Express base specification 1.4, section
 * 4.3): one entry for each page of memory.
 *
 * <p>The first entry may begin anywhere in its page, all others begin theirs. Two entries fit the
 * command; from three on, the second is the address of a list of all but the first. A list that
 * does not fit its page ends in the address of the next page of the list.
 */
final class PrpBuilder {

  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;
  private static final int ENTRIES = PAGE_BYTES / Long.BYTES;

  private final PhysicalMemory memory;
  private final DescriptorPages pool;
  private long[] entries = new long[64];
  private int count;
  private long prp2;
  private int[] pages = new int[4];
  private int pageCount;

  PrpBuilder(PhysicalMemory memory, DescriptorPages pool) {
    this.memory = memory;
    this.pool = pool;
  }

  /**
   * Makes the PRPs of a mapped list.
   *
   * @throws IllegalArgumentException if PRPs cannot say it: a segment but the first begins, or one
   *     but the last ends, within a page
   */
  void build(ScatterList list) {
    collect(list);
    pageCount = 0;
    prp2 = count == 2 ? entries[1] : 0;
    if (count > 2) {
      prp2 = write();
    }
  }

  private void collect(ScatterList list) {
    count = 0;
    int last = list.length() - 1;
    for (int i = 0; i <= last; i++) {
      long from = list.busAddress(i);
      long end = from + list.size(i);
      if ((i > 0 && from % PAGE_BYTES != 0) || (i < last && end % PAGE_BYTES != 0)) {
        throw new IllegalArgumentException(
            "PRPs cannot describe segment %d of %d: 0x%x to 0x%x"
                .formatted(i, last + 1, from, end - 1));
      }
      for (long at = from; at < end; at = (at & -PAGE_BYTES) + PAGE_BYTES) {
        if (count == entries.length) {
          entries = Arrays.copyOf(entries, 2 * count);
        }
        entries[count++] = at;
      }
    }
  }

  /** Writes all entries but the first to list pages; returns where the list begins. */
  private long write() {
    int page = takePage();
    long first = pool.bus(page);
    long at = pool.physical(page);
    int room = ENTRIES;
    for (int i = 1; i < count; i++) {
      if (room == 1 && i < count - 1) {
        int next = takePage();
        memory.writeLongLittleEndian(at, pool.bus(next));
        at = pool.physical(next);
        room = ENTRIES;
      }
      memory.writeLongLittleEndian(at, entries[i]);
      at += Long.BYTES;
      room--;
    }
    return first;
  }

  private int takePage() {
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
    }
    int page = pool.take();
    pages[pageCount++] = page;
    return page;
  }

  /** PRP entry 1. */
  long prp1() {
    return entries[0];
  }

  /** PRP entry 2: 0, the second page, or the list. */
  long prp2() {
    return prp2;
  }

  /** Entries made, list or not; pointers from one page of the list to the next not counted. */
  int entries() {
    return count;
  }

  /** Pages of the pool that the list takes. */
  int pageCount() {
    return pageCount;
  }

  /** Number of a page of the list in the pool. */
  int page(int index) {
    return pages[index];
  }
}
