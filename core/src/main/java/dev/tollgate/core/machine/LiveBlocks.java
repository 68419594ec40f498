package dev.tollgate.core.machine;

/**
 * The blocks in use of a page allocator, and the frames it owns: what tells a rightful free from a
 * wrong one. Keeps the counts as well.
 */
final class LiveBlocks {

  /** Most frames an allocator can span: 4 TiB. */
  static final long MAX_SPAN = 1L << 30;

  private final long span;
  private final BlockOrders heads;
  private final RegionSet owned = new RegionSet();
  private final PageCounts counts = new PageCounts();
  private Watermarks marks = Watermarks.NONE;
  private Reclaimer reclaimer = Reclaimer.NOBODY;

  /** The low mark, beside the other fields that every request reads. */
  private long low;

  LiveBlocks(long span) {
    if (span < 1 || span > MAX_SPAN) {
      throw new IllegalArgumentException(
          "a page allocator spans 1 to %d frames, not %d".formatted(MAX_SPAN, span));
    }
    this.span = span;
    this.heads = new BlockOrders(span);
  }

  PageCounts counts() {
    return counts;
  }

  /** Takes {@code frames} frames into ownership, all free. */
  void own(long firstFrame, long frames) {
    if (firstFrame < 0 || frames < 0 || frames > span - firstFrame) {
      throw new IllegalArgumentException(
          "%d frames from %d do not lie within the %d frames of the allocator"
              .formatted(frames, firstFrame, span));
    }
    int known = owned.indexOfIntersecting(firstFrame, firstFrame + frames);
    if (known >= 0) {
      throw new IllegalArgumentException(
          "%d frames from %d: the allocator owns frame %d already"
              .formatted(frames, firstFrame, Math.max(firstFrame, owned.start(known))));
    }
    owned.add(firstFrame, firstFrame + frames);
    counts.released(frames);
  }

  /**
   * Order of the block to free first when {@code frames} free frames from {@code frame} are cut
   * into blocks: as large as the alignment of the frame allows, smaller at the end. So memblock
   * (mm/memblock.c, __free_pages_memory) gives memory to the page allocator.
   */
  static int leadingOrder(long frame, long frames) {
    int order = Math.min(PageAllocator.MAX_ORDER, Long.numberOfTrailingZeros(frame));
    return Math.min(order, Long.SIZE - 1 - Long.numberOfLeadingZeros(frames));
  }

  void keepFree(Watermarks newMarks, Reclaimer newReclaimer) {
    marks = newMarks;
    reclaimer = newReclaimer;
    low = newMarks.low();
  }

  /**
   * Whether a request of this order may be met, if there is a block; one that may not is counted as
   * failed.
   */
  boolean accepts(int order) {
    if (order < 0) {
      throw new IllegalArgumentException("negative order " + order);
    }
    if (order > PageAllocator.MAX_ORDER) {
      counts.failed(order);
      return false;
    }
    return counts.freeFrames() - (1L << order) >= low || acceptsUnderPressure(order);
  }

  private boolean acceptsUnderPressure(int order) {
    if (marks.equals(Watermarks.NONE)) {
      return true;
    }
    counts.countPressed();
    reclaimer.reclaim(marks.high() + (1L << order) - counts.freeFrames());
    long free = counts.freeFrames();
    if (free - (1L << order) >= marks.min()) {
      return true;
    }
    if (free >= 1L << order) {
      counts.countKept();
    }
    counts.failed(order);
    return false;
  }

  /** Asks for a block's worth of frames because no free block is large enough; whether any came. */
  boolean reclaimed(int order) {
    long before = counts.freeFrames();
    reclaimer.reclaim(1L << order);
    return counts.freeFrames() > before;
  }

  void allocated(long frame, int order) {
    heads.set(frame, order);
    counts.allocated(frame, order);
  }

  void freed(long frame, int order) {
    if (frame < 0 || frame >= span || order < 0 || heads.get(frame) != order) {
      throw new IllegalStateException(
          "free of order %d at frame %d: %s".formatted(order, frame, objection(frame)));
    }
    heads.clear(frame);
    counts.freed(order);
  }

  private String objection(long frame) {
    if (frame < 0 || frame >= span) {
      return "the allocator has frames 0 to %d only".formatted(span - 1);
    }
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      long head = frame & -(1L << order);
      if (heads.get(head) == order) {
        return head == frame
            ? "the block there has order %d".formatted(order)
            : "it lies inside the block of order %d at frame %d".formatted(order, head);
      }
    }
    return owned.contains(frame, frame + 1)
        ? "the frame is free already"
        : "the frame is reserved or a hole; the allocator never gave it out";
  }
}
