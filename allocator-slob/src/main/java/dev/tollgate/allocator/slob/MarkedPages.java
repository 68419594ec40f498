package dev.tollgate.allocator.slob;

import dev.tollgate.core.allocator.FrameKind;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.machine.PageAllocator;

/** Marks SLOB's pages and blocks of pages on a map of pages, and the free blocks in them. */
final class MarkedPages {

  /** What pages on each list are. */
  private static final FrameKind[] LISTS = {FrameKind.SMALL, FrameKind.MEDIUM, FrameKind.LARGE};

  private final PageMap map;

  MarkedPages(PageMap map) {
    this.map = map;
  }

  /** Marks the pages of the heap since 2.6.23, with their free blocks. */
  void mark(PageHeap heap, PageFrames frames) {
    frames.forEach(this::mark);
    FreeBlockFormat format = heap.format();
    for (int number = 0; number < PageHeap.LISTS; number++) {
      PageList list = heap.list(number);
      int slot = list.first();
      for (int i = 0; i < list.count(); i++, slot = list.after(slot)) {
        markFree(format, list.page(slot).freelist());
      }
    }
  }

  private void mark(long frame, int state) {
    if (PageFrames.isListed(state)) {
      map.frames(frame, 1, LISTS[PageFrames.list(state)], "");
    } else if (PageFrames.isHeap(state)) {
      map.frames(frame, 1, FrameKind.FULL, "");
    } else if (PageFrames.isBlock(state)) {
      map.frames(frame, 1L << PageFrames.order(state), FrameKind.BLOCK, "");
    }
  }

  private void markFree(FreeBlockFormat format, long first) {
    long block = first;
    do {
      map.free(block, FreeBlockFormat.bytes(format.size(block)));
      block = format.next(block);
    } while (!FreeBlockFormat.isEnd(block));
  }

  /** Marks the pages of the first SLOB's heap, with their free blocks. */
  void mark(ClassicHeap heap) {
    heap.forEachFrame(frame -> map.frames(frame, 1, FrameKind.HEAP, ""));
    for (long block = heap.next(ClassicHeap.HEAD);
        block != ClassicHeap.HEAD;
        block = heap.next(block)) {
      map.free(block, heap.size(block) << ClassicHeap.UNIT_SHIFT);
    }
  }

  /** Marks a block of pages. */
  void block(long frame, int order) {
    if (order < 0 || order > PageAllocator.MAX_ORDER) {
      throw new IllegalStateException(
          "a record of a big block says order %d: it was overwritten".formatted(order));
    }
    map.frames(frame, 1L << order, FrameKind.BLOCK, "");
  }
}
