package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of translation control entries: big-endian, in simulated memory, one for each I/O page
 * from 0.
 *
 * <p>The chip does not snoop CPU caches, so the driver flushes the cache line of every entry it
 * stores, once for each entry even where eight of them share a line ({@code tce_build}, {@code
 * tce_free} and {@code flush_tce} in Linux's arch/x86/kernel/tce_64.c).
 */
final class TceTable {

  private static final int ENTRY_SHIFT = 3;

  private final PhysicalMemory memory;
  private final CycleAccount entryStored; // and its cache line flushed
  private final long base;
  private final TableSize size;
  private final long entries;

  private long stores;
  private long valid;
  private long sum;

  /** A table at {@code base}, where memory holds 0. */
  TceTable(PhysicalMemory memory, CycleLedger ledger, long base, TableSize size) {
    this.memory = memory;
    this.entryStored =
        ledger.bundle(
            ledger.account(CostCenter.TRANSLATION_TABLE, Steps.TABLE_STORE),
            ledger.account(CostCenter.TRANSLATION_TABLE, Steps.CACHE_LINE_FLUSH));
    this.base = base;
    this.size = size;
    this.entries = size.entries();
  }

  /** Where the entry of a page stands; null beyond the table. */
  @Nullable TableEntry entry(long page) {
    return page < 0 || page >= entries
        ? null
        : new TableEntry(base + (page << ENTRY_SHIFT), TableSize.ENTRY_BYTES);
  }

  /** Stores the entries that lead pages from {@code first} to frames from {@code frame}. */
  void build(long first, int pages, long frame, DmaDirection direction) {
    Objects.checkFromIndexSize(first, pages, entries);
    if (((frame | (frame + pages - 1)) >>> Tce.RPN_BITS) != 0) {
      throw new IllegalArgumentException(
          "an entry leads to frames below 2^%d, not to %d frames from 0x%x"
              .formatted(Tce.RPN_BITS, pages, frame));
    }
    long tce = Tce.of(frame, direction);
    long address = base + (first << ENTRY_SHIFT);
    for (int i = 0; i < pages; i++) {
      store(address, tce);
      address += TableSize.ENTRY_BYTES;
      tce += PhysicalMemory.FRAME_BYTES;
    }
    book(pages);
  }

  /** Stores 0 into the entries of pages. */
  void clear(long first, int pages) {
    Objects.checkFromIndexSize(first, pages, entries);
    long address = base + (first << ENTRY_SHIFT);
    for (int i = 0; i < pages; i++) {
      store(address, Tce.INVALID);
      address += TableSize.ENTRY_BYTES;
    }
    book(pages);
  }

  private void store(long address, long tce) {
    long before = memory.exchangeLongBigEndian(address, tce);
    sum += tce - before;
    valid += (tce == Tce.INVALID ? 0 : 1) - (before == Tce.INVALID ? 0 : 1);
  }

  private void book(int pages) {
    stores += pages;
    entryStored.add(pages);
  }

  /** The entry of a page as it stands in memory. */
  long read(long page) {
    return memory.readLongBigEndian(base + (Objects.checkIndex(page, entries) << ENTRY_SHIFT));
  }

  /** The first page from {@code page} whose entry is not 0; the number of entries if none is. */
  long nextEntry(long page) {
    long from = page << ENTRY_SHIFT;
    long zeros = memory.firstNonZero(base + from, size.bytes() - from);
    return zeros < 0 ? entries : page + (zeros >>> ENTRY_SHIFT);
  }

  /** Physical address of the first byte. */
  long base() {
    return base;
  }

  /** Its size. */
  TableSize size() {
    return size;
  }

  /** Entries stored so far, cleared ones included. */
  long stores() {
    return stores;
  }

  /** Entries that are not 0, by the driver's stores. */
  long valid() {
    return valid;
  }

  /** Sum of all entries, by the driver's stores, modulo 2<sup>64</sup>. */
  long sum() {
    return sum;
  }

  /** 64-bit FNV-1a digest of the table's bytes. */
  long digest() {
    return memory.fnv1a(base, size.bytes());
  }
}
