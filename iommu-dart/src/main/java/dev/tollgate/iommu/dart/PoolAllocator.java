package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.iommu.EntryBitmap;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The allocator of Linux since 2012 ({@code iommu_range_alloc}, {@code iommu_init_table}), with the
 * last resort of later kernels: the top quarter of the table is the pool for large mappings; the
 * rest is one pool, or four equal ones if the table covers a GiB or more.
 *
 * <p>A search begins at the hint of a CPU's pool, or of the large pool for more than 15 pages; then
 * at that pool's start; then at the start of each of the other pools in turn, the CPU's own once
 * more; at last at the start of the large pool. Each pool has a lock, and a search holds that of
 * the pool it is in. Page 0 is reserved, for drivers that take bus address 0 for an error.
 *
 * <p>A pool is chosen by a hash of the CPU's number. All calls of a run come from CPU 0, whose pool
 * is the first. DART's blocks have one page, so that no hint is rounded up. Left out: masks of
 * devices narrower than the table. The start from the end of the segment before in a scatter list
 * is the pool's hint, as nobody comes between.
 */
final class PoolAllocator implements DartAllocator {

  private static final int POOLS = 4;
  private static final int ENTRIES_WORTH_DIVIDING = 1 << 18; // a GiB of bus addresses
  private static final int POOL_OF_CPU = 0;

  private final PageBitmap pages;
  private final PagePool[] pools;
  private final PagePool largePool;
  private final int poolSize;
  private final CycleAccount wordAccount;
  private final CycleAccount updateAccount;
  private boolean failed;

  PoolAllocator(int size, Machine machine) {
    this.pages = new PageBitmap(size, 1);
    this.pools = new PagePool[size >= ENTRIES_WORTH_DIVIDING ? POOLS : 1];
    this.poolSize = (int) (size * 3L / 4) / pools.length;
    for (int i = 0; i < pools.length; i++) {
      pools[i] = new PagePool("pool " + i, poolSize * i, poolSize * (i + 1), pages, machine);
    }
    this.largePool = new PagePool("large pool", poolSize * pools.length, size, pages, machine);
    this.wordAccount = machine.ledger().account(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_WORD);
    this.updateAccount = machine.ledger().account(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE);
  }

  private PagePool firstPool(int count) {
    return count > MOST_PAGES_OF_SMALL ? largePool : pools[POOL_OF_CPU];
  }

  @Override
  public long allocate(int count, int alignment, long boundaryPages) {
    PagePool pool = firstPool(count);
    enter(pool);
    int first = pool.find(count, alignment, boundaryPages);
    if (first < 0) {
      return NONE; // with the lock held, for the search goes on
    }
    return taken(pool, first, count);
  }

  @Override
  public long retry(int count, int alignment, long boundaryPages) {
    PagePool pool = firstPool(count);
    enter(pool);
    pool.rewind();
    int first = pool.find(count, alignment, boundaryPages);
    for (int other = 1; first < 0 && other <= pools.length + 1; other++) {
      PagePool next =
          other <= pools.length ? pools[(POOL_OF_CPU + other) % pools.length] : largePool;
      move(pool, next);
      pool = next;
      pool.rewind();
      first = pool.find(count, alignment, boundaryPages);
    }
    if (first < 0) {
      bookSearch(pool);
      pool.lock().release();
      failed = true;
      return NONE;
    }
    return taken(pool, first, count);
  }

  /** Takes a pool's lock, unless an unsuccessful {@link #allocate} has left it held. */
  private static boolean enter(PagePool pool) {
    if (pool.lock().isHeld()) {
      return false;
    }
    pool.lock().acquire();
    return true;
  }

  private void move(PagePool from, PagePool to) {
    bookSearch(from);
    from.lock().release();
    to.lock().acquire();
  }

  private long taken(PagePool pool, int first, int count) {
    bookSearch(pool);
    pages.take(first, count);
    bookUpdate(first, count);
    pool.lock().release();
    return first;
  }

  private void bookSearch(PagePool pool) {
    wordAccount.add(pool.takeWordsScanned());
  }

  private void bookUpdate(long first, int count) {
    long lastWord = (first + count - 1) / EntryBitmap.WORD_ENTRIES;
    updateAccount.add(lastWord - first / EntryBitmap.WORD_ENTRIES + 1);
  }

  @Override
  public boolean free(long ioPage, int count) {
    Objects.checkFromIndexSize(ioPage, count, size());
    PagePool pool = ioPage >= largePool.start() ? largePool : pools[(int) (ioPage / poolSize)];
    boolean ownLock = enter(pool);
    boolean allTaken = pages.giveBack(ioPage, count);
    bookUpdate(ioPage, count);
    if (ownLock) {
      pool.lock().release();
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
    return Stream.concat(Stream.of(pools), Stream.of(largePool))
        .map(PagePool::lock)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public int hint() {
    return pools[POOL_OF_CPU].hint();
  }

  @Override
  public int largeHint() {
    return largePool.hint();
  }
}
