package dev.tollgate.iommu.calgary;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.iommu.NextFitBitmap;

/**
 * What must hold between a bus's table, bitmap and TCE cache at the end of a run, whatever the
 * policy.
 *
 * <ul>
 *   <li>The table holds what the driver stored, no more and no less: the number and the sum of its
 *       entries are those of the stores, and each is one that the driver can build. Where a device
 *       was let into a table's memory this is not asked: then it may have rewritten it.
 *   <li>The bitmap's bits are as many as its pages taken and reserved, and reserved pages are still
 *       taken.
 *   <li>The TCE cache holds valid entries of translated pages only. A cached entry may differ from
 *       the table's only if its page was stored to since the last flush: there are no more such
 *       entries than there were stores.
 *   <li>Nobody holds the lock.
 * </ul>
 *
 * <p>Whether an entry's bit is set is the policy's affair: one that never clears entries gives
 * pages back while they are still mapped, one that keeps pages back clears entries first. {@link
 * #unownedEntries} counts the former.
 */
final class CalgaryCheck {

  private final BusDriver driver;
  private long stale;

  private CalgaryCheck(BusDriver driver) {
    this.driver = driver;
  }

  /** Checks one bus; throws {@link InvariantViolation}. */
  static void check(BusDriver driver, TableMemory tables) {
    CalgaryCheck check = new CalgaryCheck(driver);
    if (tables.reached() == 0) {
      check.table();
      check.tceCache();
    }
    check.bitmap();
    check.lock();
  }

  /** Entries of the table that translate although the allocator counts their page as free. */
  static long unownedEntries(BusDriver driver) {
    TceTable table = driver.table();
    NextFitBitmap bitmap = driver.allocator().bitmap();
    long unowned = 0;
    long end = table.size().entries();
    for (long page = table.nextEntry(0); page < end; page = table.nextEntry(page + 1)) {
      unowned += bitmap.isUsed(page) ? 0 : 1;
    }
    return unowned;
  }

  private void table() {
    TceTable table = driver.table();
    long valid = 0;
    long sum = 0;
    long end = table.size().entries();
    for (long page = table.nextEntry(0); page < end; page = table.nextEntry(page + 1)) {
      long tce = table.read(page);
      if (!Tce.isWellFormed(tce)) {
        throw violation("entry %d is 0x%x, which the driver never builds".formatted(page, tce));
      }
      valid++;
      sum += tce;
    }
    if (valid != table.valid() || sum != table.sum()) {
      throw violation(
          "its table has %d entries with sum 0x%x, but %d with sum 0x%x were stored"
              .formatted(valid, sum, table.valid(), table.sum()));
    }
  }

  private void bitmap() {
    NextFitBitmap bitmap = driver.allocator().bitmap();
    if (!bitmap.isConsistent()) {
      throw violation("its bitmap's bits and counts disagree");
    }
    PageRanges reserved = driver.allocator().reserved();
    for (int i = 0; i < reserved.count(); i++) {
      for (long page = reserved.start(i); page < reserved.end(i); page++) {
        if (!bitmap.isUsed(page)) {
          throw violation("reserved I/O page %d was handed back".formatted(page));
        }
      }
    }
  }

  private void tceCache() {
    driver.bridge().tceCache().forEach(this::cached);
    if (stale > driver.storesSinceFlush()) {
      throw violation(
          "%d cached entries differ from the table, but only %d were stored since the last flush"
              .formatted(stale, driver.storesSinceFlush()));
    }
  }

  private void cached(int domain, long page, long tce) {
    if (!Tce.isValid(tce) || !Tce.isWellFormed(tce)) {
      throw violation("its TCE cache holds 0x%x for I/O page %d".formatted(tce, page));
    }
    if (page >= driver.table().size().entries() || driver.bridge().untranslated().contains(page)) {
      throw violation("its TCE cache holds I/O page %d, which is not translated".formatted(page));
    }
    stale += tce == driver.table().read(page) ? 0 : 1;
  }

  private void lock() {
    if (driver.lock().lock().isHeld()) {
      throw violation("its lock is held after the last call");
    }
  }

  private InvariantViolation violation(String what) {
    return new InvariantViolation("calgary bus %d: %s".formatted(driver.bus(), what));
  }
}
