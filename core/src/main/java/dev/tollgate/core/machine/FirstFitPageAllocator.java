package dev.tollgate.core.machine;

import com.google.common.primitives.ImmutableLongArray;

/**
 * A page allocator that always gives the lowest address: a request of order n gets the lowest frame
 * f, a multiple of 2<sup>n</sup>, such that f to f + 2<sup>n</sup> − 1 are all free. Freeing frees
 * just these frames.
 *
 * <p>No kernel works so, but what it gives depends on nothing but which frames are free; the
 * address lists of other allocators are compared on top of it.
 *
 * <p>For each order a {@link BitTree} has a bit for each aligned block that is wholly free, so the
 * lowest one is found without a search. This takes two bits for each frame spanned.
 */
public final class FirstFitPageAllocator implements PageAllocator {

  private final LiveBlocks live;
  private final BitTree[] freeByOrder = new BitTree[MAX_ORDER + 1];

  /**
   * An allocator that spans frames 0 to {@code span} − 1 and owns none yet.
   *
   * @throws IllegalArgumentException unless 1 ≤ span ≤ 2<sup>30</sup>
   */
  public FirstFitPageAllocator(long span) {
    live = new LiveBlocks(span);
    for (int order = 0; order <= MAX_ORDER; order++) {
      // One bit more than there are whole blocks: the buddy of the last one is asked for too.
      freeByOrder[order] = new BitTree((span >>> order) + 1);
    }
  }

  /** An allocator that owns frames 0 to {@code frames} − 1, all free. */
  public static FirstFitPageAllocator ofAll(long frames) {
    FirstFitPageAllocator allocator = new FirstFitPageAllocator(frames);
    allocator.release(0, frames);
    return allocator;
  }

  @Override
  public long allocate(int order) {
    if (!live.accepts(order)) {
      return NO_FRAME;
    }
    long block = freeByOrder[order].first();
    if (block < 0 && live.reclaimed(order)) {
      block = freeByOrder[order].first();
    }
    if (block < 0) {
      live.counts().failed(order);
      return NO_FRAME;
    }
    take(block, order);
    long frame = block << order;
    live.allocated(frame, order);
    return frame;
  }

  @Override
  public void free(long frame, int order) {
    live.freed(frame, order);
    give(frame >>> order, order);
  }

  @Override
  public void release(long firstFrame, long frames) {
    live.own(firstFrame, frames);
    long end = firstFrame + frames;
    for (long frame = firstFrame; frame < end; ) {
      int order = LiveBlocks.leadingOrder(frame, end - frame);
      give(frame >>> order, order);
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
    for (int order = 0; order <= MAX_ORDER; order++) {
      long inLarger = order == MAX_ORDER ? 0 : 2 * freeByOrder[order + 1].count();
      counts.add(freeByOrder[order].count() - inLarger);
    }
    return new FreeBlocks(counts.build());
  }

  @Override
  public PageCounts counts() {
    return live.counts();
  }

  private void take(long block, int order) {
    for (int lower = 0; lower < order; lower++) {
      int halvings = order - lower;
      freeByOrder[lower].clearBlock(block << halvings, 1 << halvings);
    }
    long index = block;
    for (int upper = order; upper <= MAX_ORDER && freeByOrder[upper].get(index); upper++) {
      freeByOrder[upper].clear(index);
      index >>>= 1;
    }
  }

  private void give(long block, int order) {
    for (int lower = 0; lower < order; lower++) {
      int halvings = order - lower;
      freeByOrder[lower].setBlock(block << halvings, 1 << halvings);
    }
    freeByOrder[order].set(block);
    long index = block;
    for (int upper = order; upper < MAX_ORDER && freeByOrder[upper].get(index ^ 1); upper++) {
      index >>>= 1;
      freeByOrder[upper + 1].set(index);
    }
  }
}
