package dev.tollgate.allocator.slab;

import dev.tollgate.core.error.InvariantViolation;
import java.util.List;

/**
 * What must hold of all slabs at the end of a run: each is on the list its free objects put it on;
 * every free object stands once, in its slab's index or in one array; nothing else does; counts of
 * slabs, free objects and frames are the sums of what is there.
 */
final class SlabCheck {

  private final SlabHeap heap;
  private final List<SlabCache> caches;
  private final LargeBlocks large;
  private final boolean[] seen;
  private final int[] numbers = new int[1 << 16];
  private long frames;

  SlabCheck(SlabHeap heap, List<SlabCache> caches, LargeBlocks large) {
    this.heap = heap;
    this.caches = caches;
    this.large = large;
    this.seen = new boolean[heap.slots.length];
  }

  void check() {
    for (SlabCache cache : caches) {
      for (ObjectQueue queue : cache.queues) {
        queue(cache, queue, cache.limit);
      }
      for (SlabNode node : cache.nodes) {
        if (node.shared != null) {
          queue(cache, node.shared, node.shared.limit);
        }
        for (ObjectQueue alien : node.alien) {
          queue(cache, alien, alien.limit);
        }
      }
      for (SlabNode node : cache.nodes) {
        node(cache, node);
      }
    }
    frames += large.frames();
    if (frames != heap.framesHeld() || frames > heap.pages.counts().heldFrames()) {
      throw new InvariantViolation(
          "slab: slabs and blocks have %d frames, but %d are said to be held and %d are in use"
              .formatted(frames, heap.framesHeld(), heap.pages.counts().heldFrames()));
    }
  }

  private void queue(SlabCache cache, ObjectQueue queue, int limit) {
    if (queue.available < 0 || queue.available > limit) {
      throw violation(cache, "an array for %d objects has %d".formatted(limit, queue.available));
    }
    for (int i = 0; i < queue.available; i++) {
      Slab slab = heap.slabAt(queue.addresses[i]);
      if (slab == null
          || slab.cache != cache
          || cache.objectAt(slab, queue.addresses[i]) + slab.firstSlot != queue.slots[i]) {
        throw violation(cache, "an array has 0x%x".formatted(queue.addresses[i]));
      }
      free(cache, queue.slots[i]);
    }
  }

  private void node(SlabCache cache, SlabNode node) {
    long[] partial = list(cache, node.partial);
    long[] full = list(cache, node.full);
    long[] free = list(cache, node.free);
    if (full[1] != 0
        || free[1] != free[0] * cache.objects
        || free[0] != node.freeSlabs
        || partial[0] + full[0] + free[0] != node.slabs
        || partial[1] + free[1] != node.freeObjects) {
      throw violation(
          cache,
          "%d slabs, %d of them free, with %d free objects do not match the lists"
              .formatted(node.slabs, node.freeSlabs, node.freeObjects));
    }
    for (Slab slab = node.partial.first(); !node.partial.isEnd(slab); slab = slab.next) {
      if (slab.active == 0 || slab.active == cache.objects) {
        throw violation(cache, "a slab of %d active is partial".formatted(slab.active));
      }
    }
  }

  /** Slabs on a list, and free objects in their indexes. */
  private long[] list(SlabCache cache, SlabList list) {
    long slabs = 0;
    long free = 0;
    for (Slab slab = list.first(); !list.isEnd(slab); slab = slab.next) {
      slabs++;
      free += cache.objects - slab.active;
      slab(cache, slab);
    }
    frames += slabs << cache.order;
    return new long[] {slabs, free};
  }

  private void slab(SlabCache cache, Slab slab) {
    if (slab.next.previous != slab || heap.slabOfFrame[(int) slab.frame] != slab) {
      throw violation(cache, "the slab at frame %d is not linked".formatted(slab.frame));
    }
    heap.index.list(slab, numbers);
    for (int i = 0; i < cache.objects - slab.active; i++) {
      if (numbers[i] >= cache.objects) {
        throw violation(
            cache,
            "the index of the slab at frame %d names object %d of %d"
                .formatted(slab.frame, numbers[i], cache.objects));
      }
      free(cache, slab.firstSlot + numbers[i]);
    }
    for (int slot = slab.firstSlot; slot < slab.firstSlot + cache.objects; slot++) {
      if (!seen[slot] && heap.slots[slot] == SlabHeap.FREE) {
        throw violation(
            cache,
            "object %d of the slab at frame %d is lost"
                .formatted(slot - slab.firstSlot, slab.frame));
      }
    }
  }

  private void free(SlabCache cache, int slot) {
    if (seen[slot]) {
      throw violation(cache, "an object is free twice");
    }
    seen[slot] = true;
    if (heap.slots[slot] != SlabHeap.FREE) {
      throw violation(cache, "an object in use is also free");
    }
  }

  private static InvariantViolation violation(SlabCache cache, String what) {
    return new InvariantViolation("slab: " + cache.name + ": " + what);
  }
}
