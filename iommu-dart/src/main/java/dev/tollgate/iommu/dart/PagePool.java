package dev.tollgate.iommu.dart;

import dev.tollgate.core.iommu.FreeAreaSearch;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;

/** An area of the table with a hint and a lock of its own ({@code struct iommu_pool}). */
final class PagePool {

  private final int start;
  private final FreeAreaSearch search;
  private final TimedLock lock;
  private int hint;

  /** The pages {@code start} to {@code end - 1}, of which the last is never found. */
  PagePool(String name, int start, int end, PageBitmap pages, Machine machine) {
    this.start = start;
    this.search = new FreeAreaSearch(pages.bits(), end - 1);
    this.lock = new TimedLock(name, machine);
    this.hint = start;
  }

  /** Finds a free run from the hint on and moves the hint behind it; else moves it to the start. */
  int find(int count, int alignment, long boundary) {
    int first = search.find(hint, count, alignment - 1, boundary);
    hint = first < 0 ? start : first + count;
    return first;
  }

  /** Lets the next search begin at the start. */
  void rewind() {
    hint = start;
  }

  /** Bitmap words looked at since the last call. */
  long takeWordsScanned() {
    return search.takeWordsScanned();
  }

  /** Its lock. */
  TimedLock lock() {
    return lock;
  }

  /** First page. */
  int start() {
    return start;
  }

  /** Where the next search begins. */
  int hint() {
    return hint;
  }
}
