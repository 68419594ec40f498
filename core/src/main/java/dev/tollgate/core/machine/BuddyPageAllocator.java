package dev.tollgate.core.machine;

import com.google.common.primitives.ImmutableLongArray;

/**
 * The binary buddy allocator of Linux (mm/page_alloc.c, 6.1), one zone, without migrate types and
 * per-CPU lists.
 *
 * <ul>
 *   <li>A request takes the head of the lowest order's list that has a block (__rmqueue_smallest);
 *       while the block is too large it is halved and the upper half put at the head of its list
 *       (expand).
 *   <li>A freed block merges with its buddy, the block whose number differs in the bit of the
 *       order, as long as that one is free and of the same order (__free_one_page). The result goes
 *       to the head of its list; to the tail if the buddy it would have one order higher is free,
 *       since then both are likely to merge soon (buddy_merge_likely).
 *   <li>Released memory is freed in blocks as large as alignment allows, lowest first, to the tails
 *       (__free_pages_core with FPI_TO_TAIL), so a fresh machine hands out low addresses first.
 * </ul>
 *
 * <p>Host storage grows with the memory that was ever split, not with the span.
 */
public final class BuddyPageAllocator implements PageAllocator {

  private final LiveBlocks live;
  private final FreeBlockList[] lists = new FreeBlockList[MAX_ORDER + 1];

  /** Free blocks below the highest order; those of the highest merge with nothing. */
  private final BlockOrders freeHeads;

  /** Bit n is set if the list of order n has a block. */
  private int nonEmptyOrders;

  private long splits;
  private long merges;

  /**
   * An allocator that spans frames 0 to {@code span} − 1 and owns none yet.
   *
   * @throws IllegalArgumentException unless 1 ≤ span ≤ 2<sup>30</sup>
   */
  public BuddyPageAllocator(long span) {
    live = new LiveBlocks(span);
    freeHeads = new BlockOrders(span);
    FreeBlockList.Links links = new FreeBlockList.Links(span, 0);
    for (int order = 0; order < MAX_ORDER; order++) {
      lists[order] = new FreeBlockList(links);
    }
    lists[MAX_ORDER] = new FreeBlockList(new FreeBlockList.Links(span, MAX_ORDER));
  }

  /** An allocator that owns frames 0 to {@code frames} − 1, all free. */
  public static BuddyPageAllocator ofAll(long frames) {
    BuddyPageAllocator allocator = new BuddyPageAllocator(frames);
    allocator.release(0, frames);
    return allocator;
  }

  @Override
  public long allocate(int order) {
    if (!live.accepts(order)) {
      return NO_FRAME;
    }
    int usable = nonEmptyOrders & (-1 << order);
    if (usable == 0 && live.reclaimed(order)) {
      usable = nonEmptyOrders & (-1 << order);
    }
    if (usable == 0) {
      live.counts().failed(order);
      return NO_FRAME;
    }
    int found = Integer.numberOfTrailingZeros(usable);
    int frame = lists[found].first();
    removeFree(frame, found);
    splits += found - order;
    for (int half = found - 1; half >= order; half--) {
      addFree(frame + (1 << half), half, false);
    }
    live.allocated(frame, order);
    return frame;
  }

  @Override
  public void free(long frame, int order) {
    live.freed(frame, order);
    merge((int) frame, order, false);
  }

  @Override
  public void release(long firstFrame, long frames) {
    live.own(firstFrame, frames);
    long end = firstFrame + frames;
    for (long frame = firstFrame; frame < end; ) {
      int order = LiveBlocks.leadingOrder(frame, end - frame);
      merge((int) frame, order, true);
      frame += 1L << order;
    }
  }

  @Override
  public void keepFree(Watermarks marks, Reclaimer reclaimer) {
    live.keepFree(marks, reclaimer);
  }

  @Override
  public FreeBlocks freeBlocks() {
    ImmutableLongArray.Builder counts = ImmutableLongArray.builder(MAX_ORDER + 1);
    for (FreeBlockList list : lists) {
      counts.add(list.count());
    }
    return new FreeBlocks(counts.build());
  }

  @Override
  public PageCounts counts() {
    return live.counts();
  }

  /** Blocks halved so far. */
  public long splits() {
    return splits;
  }

  /** Pairs of buddies joined so far. */
  public long merges() {
    return merges;
  }

  private void merge(int freed, int freedOrder, boolean toTail) {
    int frame = freed;
    int order = freedOrder;
    while (order < MAX_ORDER) {
      int buddy = frame ^ (1 << order);
      if (freeHeads.get(buddy) != order) {
        break;
      }
      removeFree(buddy, order);
      frame &= buddy;
      order++;
    }
    merges += order - freedOrder;
    addFree(frame, order, toTail || isMergeLikely(frame, order));
  }

  private boolean isMergeLikely(int frame, int order) {
    if (order >= MAX_ORDER - 1) {
      return false;
    }
    int higherBuddy = (frame & (-2 << order)) ^ (2 << order);
    return freeHeads.get(higherBuddy) == order + 1;
  }

  private void addFree(int frame, int order, boolean toTail) {
    if (toTail) {
      lists[order].addLast(frame);
    } else {
      lists[order].addFirst(frame);
    }
    nonEmptyOrders |= 1 << order;
    if (order < MAX_ORDER) {
      freeHeads.set(frame, order);
    }
  }

  private void removeFree(int frame, int order) {
    FreeBlockList list = lists[order];
    list.remove(frame);
    if (list.count() == 0) {
      nonEmptyOrders &= ~(1 << order);
    }
    if (order < MAX_ORDER) {
      freeHeads.clear(frame);
    }
  }
}
