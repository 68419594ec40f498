package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;

/** Blocks of whole pages for what is too large for the heap, passed on to the page allocator. */
final class PageBlocks {

  private final PageFrames frames;
  private final HeldPages pages;
  private long wholePages;

  PageBlocks(PageFrames frames, HeldPages pages) {
    this.frames = frames;
    this.pages = pages;
  }

  /** Least order whose pages hold {@code bytes} bytes, at least 1. */
  static int order(long bytes) {
    return Long.SIZE - Long.numberOfLeadingZeros((bytes - 1) >>> PhysicalMemory.FRAME_SHIFT);
  }

  /** Bytes of a block of pages. */
  static long bytes(int order) {
    return (long) PhysicalMemory.FRAME_BYTES << order;
  }

  /** Takes pages for {@code bytes} bytes; their address or {@link KernelAllocator#FAILED}. */
  long allocate(long bytes) {
    int order = order(bytes);
    long frame = pages.take(order);
    if (frame == PageAllocator.NO_FRAME) {
      return KernelAllocator.FAILED;
    }
    frames.setBlock(frame, order, (int) (bytes(order) - bytes));
    wholePages += 1L << order;
    return frame << PhysicalMemory.FRAME_SHIFT;
  }

  /** Gives back the block that begins at a frame. */
  void free(long head) {
    int order = PageFrames.order(frames.state(head));
    frames.setNone(head);
    wholePages -= 1L << order;
    pages.give(head, order);
  }

  /** Frames given out as blocks of pages. */
  long wholePages() {
    return wholePages;
  }
}
