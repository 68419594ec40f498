package dev.tollgate.iommu.dart;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.machine.TimedLock;

/**
 * What must hold between table, bitmap and TLB at the end of a run, whatever the policy.
 *
 * <ul>
 *   <li>The table holds what the driver stored, no more and no less: the number of entries past the
 *       dummy page and the sum of all are those of the stores, and each is one that the driver can
 *       build. Where a device was let into the table's memory this is not asked: then it may have
 *       rewritten it.
 *   <li>The bitmap's bits are as many as its pages taken and reserved, and reserved pages are still
 *       reserved.
 *   <li>The TLB holds valid entries of pages of the table. One that differs from the table's
 *       belongs to a page that has been unmapped since: whatever is mapped was forgotten when it
 *       was mapped. This is not asked where an invalidation was given up or is still to come.
 *   <li>Nobody holds a lock.
 * </ul>
 */
final class DartCheck {

  private final DartDriver driver;
  private final DartTable table;

  private DartCheck(DartDriver driver) {
    this.driver = driver;
    this.table = driver.table();
  }

  /** Checks everything; throws {@link InvariantViolation}. */
  static void check(DartDriver driver) {
    DartCheck check = new DartCheck(driver);
    if (driver.bridge().tableReaches() == 0) {
      check.table();
      check.tlb();
    }
    if (!driver.allocator().pages().isConsistent()) {
      throw violation("its bitmap's bits and counts disagree, or a reserved page was handed back");
    }
    if (driver.lock().lock().isHeld()
        || driver.allocator().locks().stream().anyMatch(TimedLock::isHeld)) {
      throw violation("a lock is held after the last call");
    }
  }

  /** Entries past the dummy page although the allocator counts their page as free. */
  static long unownedEntries(DartDriver driver) {
    PageBitmap pages = driver.allocator().pages();
    DartTable table = driver.table();
    long unowned = 0;
    for (int page = 0; page < table.size(); page++) {
      if (!table.isDummy(table.read(page)) && !pages.isTaken(page)) {
        unowned++;
      }
    }
    return unowned;
  }

  private void table() {
    long live = 0;
    long sum = 0;
    for (int page = 0; page < table.size(); page++) {
      long entry = table.read(page);
      if (!DartEntry.isWellFormed(entry)) {
        throw violation("entry %d is 0x%x, which the driver never builds".formatted(page, entry));
      }
      live += table.isDummy(entry) ? 0 : 1;
      sum += entry;
    }
    if (live != table.live() || sum != table.sum()) {
      throw violation(
          "its table has %d entries past the dummy page with sum 0x%x, but %d with sum 0x%x were"
                  .formatted(live, sum, table.live(), table.sum())
              + " stored");
    }
  }

  private void tlb() {
    Iotlb tlb = driver.bridge().tlb();
    if (!tlb.isConsistent()) {
      throw violation("its TLB's entries and counts disagree");
    }
    tlb.forEach(this::cached);
  }

  private void cached(int domain, long page, long entry) {
    if (!DartEntry.isWellFormed(entry) || page >= table.size()) {
      throw violation("its TLB holds 0x%x for I/O page %d".formatted(entry, page));
    }
    long current = table.read(page);
    if (entry != current
        && !table.isDummy(current)
        && driver.invalidation().panics() == 0
        && !driver.isDirty()) {
      throw violation(
          "its TLB holds 0x%x for I/O page %d, which was mapped to 0x%x since"
              .formatted(entry, page, current));
    }
  }

  private static InvariantViolation violation(String what) {
    return new InvariantViolation("dart: " + what);
  }
}
