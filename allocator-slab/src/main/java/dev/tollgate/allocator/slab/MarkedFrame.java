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
    long begin = frame << PhysicalMemory.FRAME_SHIFT;
    long end = begin + PhysicalMemory.FRAME_BYTES;
    int first = (int) (Math.max(0, begin - slab.memory) / cache.slotSize);
    for (int object = first; object < cache.objects; object++) {
      long address = slab.memory + (long) object * cache.slotSize;
      if (address >= end) {
        return;
      }
      int holder = heap.slots[slab.firstSlot + object];
      if (holder == SlabHeap.FREE) {
        marks.free(address, cache.slotSize);
      } else if ((holder & SlabHeap.OWN) != 0) {
        marks.metadata(address, cache.slotSize);
        marks.links(address, cache.slotSize);
      }
    }
  }
}
