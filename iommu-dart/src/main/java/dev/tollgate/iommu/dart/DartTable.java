package dev.tollgate.iommu.dart;

import dev.tollgate.core.iommu.EntryFormat;
import dev.tollgate.core.iommu.EntryTable;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The table of entries: big-endian, in simulated memory, one for each I/O page from 0.
 *
 * <p>There is no entry that leads nowhere. Those of unused pages lead to one spare frame, the dummy
 * page, because the HyperTransport bridge prefetches into them and would corrupt data otherwise
 * (Linux's arch/powerpc/sysdev/dart_iommu.c).
 */
final class DartTable {

  private final EntryTable entries;
  private final Coherency coherency;
  private final long dummyEntry;

  private long stores;
  private long live;
  private long sum;

  /**
   * A table of which every entry leads to the dummy page. Filling it is not booked: it happens
   * once, at boot.
   *
   * @param base physical address of the first entry
   * @param dummyFrame frame of the dummy page
   */
  DartTable(PhysicalMemory memory, long base, int size, long dummyFrame, Coherency coherency) {
    this.entries = new EntryTable(memory, base, size, EntryFormat.INT_BIG_ENDIAN);
    this.coherency = coherency;
    this.dummyEntry = DartEntry.of(dummyFrame);
    entries.fill(0, size, dummyEntry);
    this.sum = size * dummyEntry;
  }

  /** Where the entry of a page stands; null beyond the table. */
  @Nullable TableEntry entry(long page) {
    return page < 0 || page >= size()
        ? null
        : new TableEntry(entries.addressOf(page), EntryFormat.INT_BIG_ENDIAN.bytes());
  }

  /** Stores the entries that lead pages from {@code first} to frames from {@code frame}. */
  void build(long first, int pages, long frame) {
    Objects.checkFromIndexSize(first, pages, size());
    if (((frame | (frame + pages - 1)) >>> DartEntry.RPN_BITS) != 0) {
      throw new IllegalArgumentException(
          "an entry leads to frames below 2^%d, not to %d frames from 0x%x"
              .formatted(DartEntry.RPN_BITS, pages, frame));
    }
    for (int i = 0; i < pages; i++) {
      store(first + i, DartEntry.of(frame + i));
    }
    stores += pages;
    coherency.stored(pages);
    coherency.built(entries.addressOf(first), pages);
  }

  /** Lets pages lead to the dummy page again. */
  void clear(long first, int pages) {
    Objects.checkFromIndexSize(first, pages, size());
    for (int i = 0; i < pages; i++) {
      store(first + i, dummyEntry);
    }
    stores += pages;
    coherency.stored(pages);
    coherency.cleared(entries.addressOf(first), pages);
  }

  private void store(long page, long entry) {
    long before = entries.exchange(page, entry);
    sum += entry - before;
    live += (entry == dummyEntry ? 0 : 1) - (before == dummyEntry ? 0 : 1);
  }

  /** The entry of a page as it stands in memory. */
  long read(long page) {
    return entries.load(page);
  }

  /** Whether an entry leads to the dummy page, as those of all unused pages do. */
  boolean isDummy(long entry) {
    return entry == dummyEntry;
  }

  /** Physical address of the first byte. */
  long base() {
    return entries.baseAddress();
  }

  /** Number of entries. */
  int size() {
    return entries.entries();
  }

  /** Bytes of the table. */
  long bytes() {
    return entries.bytes();
  }

  /** Entries stored so far, those that lead to the dummy page again included. */
  long stores() {
    return stores;
  }

  /** Entries that do not lead to the dummy page, by the driver's stores. */
  long live() {
    return live;
  }

  /** Sum of all entries, by the driver's stores. */
  long sum() {
    return sum;
  }

  /** 64-bit FNV-1a digest of the table's bytes. */
  long digest() {
    return entries.digest();
  }
}
