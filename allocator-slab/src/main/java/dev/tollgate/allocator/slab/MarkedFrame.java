package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.PhysicalMemory;

/** Marks what is free in one frame of a slab, and what is SLAB's own. */
final class MarkedFrame {

  private MarkedFrame() {}

  static void mark(SlabHeap heap, Slab slab, long frame, FrameMarks marks) {
    SlabCache cache = slab.cache;
    if (cache.mode == Mode.ON) {
      marks.metadata(slab.index, cache.indexBytes);
      marks.links(slab.index, cache.indexBytes);
    }
    // Only how many there are counts, so where in the frame they lie does not matter.
    long begin = frame << PhysicalMemory.FRAME_SHIFT;
    marks.free(begin, heap.bytes.free(frame));
    int own = heap.bytes.own(frame);
    if (own != 0) {
      marks.metadata(begin, own);
      marks.links(begin, own);
    }
  }
}
