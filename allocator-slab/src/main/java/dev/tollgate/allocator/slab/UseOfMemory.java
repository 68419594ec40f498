package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.MemoryUse;
import java.util.List;

/** One measurement of where the bytes of all frames are. */
final class UseOfMemory {

  private final List<SlabCache> caches;
  private final SlabHeap heap;
  private final LargeBlocks large;
  private long requested;
  private long slack;
  private long metadata;
  private long alignmentHoles;
  private long freeObjects;
  private long tailWaste;

  UseOfMemory(List<SlabCache> caches, SlabHeap heap, LargeBlocks large) {
    this.caches = caches;
    this.heap = heap;
    this.large = large;
  }

  MemoryUse measure() {
    for (SlabCache cache : caches) {
      for (SlabNode node : cache.nodes) {
        add(node.partial);
        add(node.full);
        add(node.free);
      }
    }
    long largeBytes = large.frames() << PhysicalMemory.FRAME_SHIFT;
    return new MemoryUse(
        heap.framesHeld(),
        requested + large.requested(),
        slack,
        0,
        metadata,
        alignmentHoles,
        freeObjects,
        tailWaste,
        largeBytes - large.requested());
  }

  private void add(SlabList slabs) {
    for (Slab slab = slabs.first(); !slabs.isEnd(slab); slab = slab.next) {
      add(slab);
    }
  }

  private void add(Slab slab) {
    SlabCache cache = slab.cache;
    long indexBytes = cache.mode == Mode.ON ? cache.indexBytes : 0;
    long start = slab.frame << PhysicalMemory.FRAME_SHIFT;
    long colour = slab.memory - start - (cache.indexFirst ? indexBytes : 0);
    long objects = (long) cache.objects * cache.slotSize;
    metadata += indexBytes;
    alignmentHoles += colour;
    tailWaste += cache.endOf(slab.frame) - start - colour - objects - indexBytes;
    for (int object = 0; object < cache.objects; object++) {
      add(cache, heap.slots[slab.firstSlot + object]);
    }
  }

  private void add(SlabCache cache, int holder) {
    if (holder == SlabHeap.FREE) {
      freeObjects += cache.slotSize;
    } else if ((holder & SlabHeap.OWN) != 0) {
      metadata += cache.slotSize;
    } else {
      requested += holder;
      slack += cache.objectSize - holder;
      alignmentHoles += cache.slotSize - cache.objectSize;
    }
  }
}
