package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.FrameMarks;

/** Marks the free blocks of one frame, and the words in them that SLOB follows. */
final class MarkedFrame {

  private MarkedFrame() {}

  /** A page of the heap since 2.6.23, whose list begins at {@code first}. */
  static void mark(FreeBlockFormat format, long first, FrameMarks marks) {
    long block = first;
    do {
      int units = format.size(block);
      long bytes = FreeBlockFormat.bytes(units);
      marks.free(block, bytes);
      marks.links(block, Math.min(bytes, Integer.BYTES));
      long next = format.next(block);
      if (next <= block && !FreeBlockFormat.isEnd(next)) {
        return; // somebody else wrote there, and the list leads back
      }
      block = next;
    } while (!FreeBlockFormat.isEnd(block));
  }

  /** A page of the first SLOB's heap: its list runs over all pages, by address. */
  static void mark(ClassicHeap heap, long begin, long end, FrameMarks marks) {
    for (long block = heap.next(ClassicHeap.HEAD);
        block != ClassicHeap.HEAD && block < end;
        block = heap.next(block)) {
      long bytes = heap.size(block) << ClassicHeap.UNIT_SHIFT;
      if (block + bytes > begin) {
        marks.free(block, bytes);
        marks.links(block, ClassicHeap.UNIT);
      }
    }
  }
}
