package dev.tollgate.iommu.dart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.iommu.DriverLock;
import dev.tollgate.core.iommu.EntryBitmap;
import dev.tollgate.core.machine.TimedLock;

/**
 * The allocator of 2007 ({@code iommu_range_alloc} in Linux 2.6.21): two areas that meet at the
 * "half point", three quarters up the table, each with a hint.
 *
 * <p>A small mapping is searched for from its hint to the half point, then below the half point
 * from the start, then above it. A large one from its hint to the end of the table, then from the
 * half point, then in all of the table. No run ends at the last page of the area searched. The
 * search takes the next free page, rounds it up to the alignment, and tests page by page whether a
 * run is free from there; bits are set and cleared one by one. Page 0 is handed out.
 *
 * <p>All of it happens under {@code it_lock}. Left out: masks of devices narrower than the table,
 * and the start from the end of the segment before in a scatter list, which differs from the hint
 * only where small and large segments take turns. The kernel of 2007 knew no segment boundary; here
 * it is kept, by going on from the boundary.
 */
final class HalfPointAllocator implements DartAllocator {

  private static final int NOT_FOUND = -1;

  private final PageBitmap pages;
  private final EntryBitmap bits;
  private final DriverLock lock;
  private final CycleAccount wordAccount;
  private final CycleAccount updateAccount;
  private final int size;
  private final int halfPoint;
  private int hint;
  private int largeHint;
  private boolean failed;

  HalfPointAllocator(int size, DriverLock lock, CycleLedger ledger) {
    this.pages = new PageBitmap(size, 0);
    this.bits = pages.bits();
    this.lock = lock;
    this.wordAccount = ledger.account(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_WORD);
    this.updateAccount = ledger.account(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE);
    this.size = size;
    this.halfPoint = (int) (size * 3L / 4);
    this.largeHint = halfPoint;
  }

  private static boolean isLarge(int count) {
    return count > MOST_PAGES_OF_SMALL;
  }

  @Override
  public long allocate(int count, int alignment, long boundaryPages) {
    checkArgument(count >= 1, "cannot allocate %s pages", count);
    lock.enterSearch();
    return isLarge(count)
        ? take(Math.max(largeHint, halfPoint), size, count, alignment, boundaryPages)
        : take(hint, halfPoint, count, alignment, boundaryPages);
  }

  @Override
  public long retry(int count, int alignment, long boundaryPages) {
    checkArgument(count >= 1, "cannot allocate %s pages", count);
    lock.enterSearch();
    boolean large = isLarge(count);
    long first =
        large
            ? take(halfPoint, size, count, alignment, boundaryPages)
            : take(0, halfPoint, count, alignment, boundaryPages);
    if (first == NONE) {
      first = take(large ? 0 : halfPoint, size, count, alignment, boundaryPages);
    }
    if (first == NONE) {
      failed = true;
      lock.leaveFailedSearch();
    }
    return first;
  }

  private long take(int start, int limit, int count, int alignment, long boundary) {
    int first = search(start, limit, count, alignment - 1, boundary);
    if (first == NOT_FOUND) {
      return NONE;
    }
    pages.take(first, count);
    updateAccount.add(count);
    if (isLarge(count)) {
      largeHint = first + count;
    } else {
      hint = first + count;
    }
    return first;
  }

  private int search(int start, int limit, int count, long alignMask, long boundary) {
    if (count > boundary) {
      return NOT_FOUND;
    }
    if (isFreeAt(start, limit, count, alignMask, boundary)) {
      wordAccount.add(1L + count);
      return start;
    }
    long looks = 0;
    long from = start;
    int found = NOT_FOUND;
    while (found == NOT_FOUND && from < limit) {
      int free = bits.nextFree((int) from, limit);
      looks += wordOf(Math.min(free, limit - 1)) - wordOf(from) + 1;
      long first = (free + alignMask) & ~alignMask;
      long end = first + count;
      if (end >= limit) {
        break;
      }
      int used = bits.nextUsed((int) first, (int) end);
      looks += Math.min(used + 1, end) - first;
      if (used < end) {
        from = used + 1L;
      } else if ((first & (boundary - 1)) + count > boundary) {
        from = (first | (boundary - 1)) + 1;
      } else {
        found = (int) first;
      }
    }
    wordAccount.add(looks);
    return found;
  }

  /** Whether the area right at {@code start}, in one word, serves: common in a table with room. */
  private boolean isFreeAt(int start, int limit, int count, long alignMask, long boundary) {
    return (start & alignMask) == 0
        && start + count < limit
        && (start & (boundary - 1)) + count <= boundary
        && bits.isFreeInOneWord(start, count);
  }

  private static long wordOf(long page) {
    return page / EntryBitmap.WORD_ENTRIES;
  }

  @Override
  public boolean free(long ioPage, int count) {
    boolean ownLock = lock.enter();
    boolean allTaken = pages.giveBack(ioPage, count);
    updateAccount.add(count);
    if (ownLock) {
      lock.leave();
    }
    return allTaken;
  }

  @Override
  public PageBitmap pages() {
    return pages;
  }

  @Override
  public boolean takeFailed() {
    boolean result = failed;
    failed = false;
    return result;
  }

  @Override
  public ImmutableList<TimedLock> locks() {
    return ImmutableList.of();
  }

  @Override
  public int hint() {
    return hint;
  }

  @Override
  public int largeHint() {
    return largeHint;
  }
}
