package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.iommu.DriverLock;
import dev.tollgate.core.iommu.NextFitBitmap;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.Objects;

/**
 * The driver's next-fit allocator of I/O pages ({@code iommu_range_alloc} and {@code iommu_free} in
 * Linux's pci-calgary_64.c): a bitmap with a bit for each entry of the table, searched from behind
 * the last allocation, and from the start only after a flush.
 */
final class TceAllocator implements IovaAllocator {

  private static final int WORD_SHIFT = 6;

  private final NextFitBitmap bitmap;
  private final PageRanges reserved;
  private final int emergencyPages;
  private final DriverLock lock;
  private final CycleAccount wordAccount;
  private final CycleAccount updateAccount;
  private final long size;

  /**
   * An allocator over a table of {@code entries} entries.
   *
   * @param reserved pages never to hand out
   * @param emergencyPages pages from 0 whose return the driver ignores
   */
  TceAllocator(
      int entries, PageRanges reserved, int emergencyPages, DriverLock lock, CycleLedger ledger) {
    this.bitmap = new NextFitBitmap(entries);
    this.reserved = reserved.below(entries);
    this.emergencyPages = emergencyPages;
    this.lock = lock;
    this.wordAccount = ledger.account(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_WORD);
    this.updateAccount = ledger.account(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE);
    this.size = entries;
    for (int i = 0; i < this.reserved.count(); i++) {
      int unused =
          bitmap.reserve(this.reserved.start(i), this.reserved.end(i) - this.reserved.start(i));
    }
  }

  @Override
  public long allocate(int pages, int alignment, long boundaryPages) {
    lock.enterSearch();
    long first = bitmap.next(pages, alignment - 1, boundaryPages);
    bookSearch(first, pages);
    if (first != NextFitBitmap.NONE) {
      lock.leaveSearch();
      return first;
    }
    return NONE;
  }

  @Override
  public long retry(int pages, int alignment, long boundaryPages) {
    lock.enterSearch();
    long first = bitmap.fromStart(pages, alignment - 1, boundaryPages);
    bookSearch(first, pages);
    if (first != NextFitBitmap.NONE) {
      lock.leaveSearch();
      return first;
    }
    lock.leaveFailedSearch();
    return NONE;
  }

  private void bookSearch(long first, int pages) {
    wordAccount.add(bitmap.takeWordsScanned());
    if (first != NextFitBitmap.NONE) {
      bookUpdate(first, pages);
    }
  }

  private void bookUpdate(long first, int pages) {
    long words = ((first + pages - 1) >>> WORD_SHIFT) - (first >>> WORD_SHIFT) + 1;
    updateAccount.add(words);
  }

  @Override
  public boolean free(long ioPage, int pages) {
    Objects.checkFromIndexSize(ioPage, pages, size);
    if (ioPage < emergencyPages) {
      return false;
    }
    boolean locked = lock.enter();
    int freed =
        reserved.intersects(ioPage, ioPage + pages)
            ? freeUnreserved(ioPage, pages)
            : bitmap.free(ioPage, pages);
    bookUpdate(ioPage, pages);
    if (locked) {
      lock.leave();
    }
    return freed == pages;
  }

  private int freeUnreserved(long ioPage, int pages) {
    int freed = 0;
    for (long page = ioPage; page < ioPage + pages; page++) {
      if (!reserved.contains(page)) {
        freed += bitmap.free(page, 1);
      }
    }
    return freed;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long used() {
    return bitmap.used();
  }

  /** The bitmap itself, for reports and checks. */
  NextFitBitmap bitmap() {
    return bitmap;
  }

  /** Pages never handed out. */
  PageRanges reserved() {
    return reserved;
  }

  /** Bytes of the bitmap. */
  long bitmapBytes() {
    return size / Byte.SIZE;
  }
}
