package dev.tollgate.testkit;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.BitSet;

/**
 * I/O pages searched page by page: {@link #allocate} looks behind the last run handed out, {@link
 * #retry} from the start.
 */
final class NextFitIoPages implements IovaAllocator {

  private final int size;
  private final CycleLedger ledger;
  private final int account;
  private final BitSet taken = new BitSet();
  private int next;

  NextFitIoPages(int size, CycleLedger ledger) {
    this.size = size;
    this.ledger = ledger;
    this.account = ledger.open(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_WORD);
  }

  @Override
  public long allocate(int pages, int alignment, long boundaryPages) {
    return search(next, pages, alignment, boundaryPages);
  }

  @Override
  public long retry(int pages, int alignment, long boundaryPages) {
    return search(0, pages, alignment, boundaryPages);
  }

  private long search(int from, int pages, int alignment, long boundaryPages) {
    ledger.add(account, 1);
    for (int first = from; first <= size - pages; first++) {
      int taken = this.taken.nextSetBit(first);
      if (first % alignment == 0
          && (taken < 0 || taken >= first + pages)
          && first / boundaryPages == (first + pages - 1) / boundaryPages) {
        this.taken.set(first, first + pages);
        next = first + pages;
        return first;
      }
    }
    return NONE;
  }

  @Override
  public boolean free(long ioPage, int pages) {
    ledger.add(account, 1);
    int first = Math.toIntExact(ioPage);
    boolean all = taken.get(first, first + pages).cardinality() == pages;
    taken.clear(first, first + pages);
    return all;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long used() {
    return taken.cardinality();
  }
}
