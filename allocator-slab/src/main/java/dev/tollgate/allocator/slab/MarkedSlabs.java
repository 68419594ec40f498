package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.FrameKind;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.SlabGeometry.Mode;

/** Marks the frames of all slabs on a map of pages, with the objects in them that nobody has. */
final class MarkedSlabs {

  private final SlabHeap heap;
  private final PageMap map;

  MarkedSlabs(SlabHeap heap, PageMap map) {
    this.heap = heap;
    this.map = map;
  }

  void mark(SlabCache cache) {
    for (SlabNode node : cache.nodes) {
      mark(node.partial);
      mark(node.full);
      mark(node.free);
    }
  }

  private void mark(SlabList slabs) {
    for (Slab slab = slabs.first(); !slabs.isEnd(slab); slab = slab.next) {
      mark(slab);
    }
  }

  private void mark(Slab slab) {
    SlabCache cache = slab.cache;
    map.frames(slab.frame, 1L << cache.order, FrameKind.SLAB, cache.name);
    if (cache.mode == Mode.ON) {
      map.metadata(slab.index, cache.indexBytes);
    }
    long address = slab.memory;
    for (int object = 0; object < cache.objects; object++) {
      int holder = heap.slots[slab.firstSlot + object];
      if (holder == SlabHeap.FREE) {
        map.free(address, cache.slotSize);
      } else if ((holder & SlabHeap.OWN) != 0) {
        map.metadata(address, cache.slotSize);
      }
      address += cache.slotSize;
    }
  }
}
