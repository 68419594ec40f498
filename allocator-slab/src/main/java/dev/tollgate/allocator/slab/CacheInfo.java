package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.allocator.SlabStatistics;

/** Sums over the nodes of a cache, as /proc/slabinfo shows them. */
final class CacheInfo {

  private CacheInfo() {}

  static SlabInfo of(SlabCache cache) {
    long slabs = 0;
    long freeSlabs = 0;
    long freeObjects = 0;
    long sharedAvailable = 0;
    long grown = 0;
    for (SlabNode node : cache.nodes) {
      slabs += node.slabs;
      freeSlabs += node.freeSlabs;
      freeObjects += node.freeObjects;
      grown += node.grown;
      if (node.shared != null) {
        sharedAvailable += node.shared.available;
      }
    }
    long objects = slabs * cache.objects;
    return new SlabInfo(
        cache.name,
        objects - freeObjects,
        objects,
        cache.slotSize,
        cache.objects,
        1 << cache.order,
        cache.limit,
        cache.batchCount,
        cache.sharedFactor,
        slabs - freeSlabs,
        slabs,
        sharedAvailable,
        statistics(cache, grown));
  }

  private static SlabStatistics statistics(SlabCache cache, long grown) {
    return new SlabStatistics(
        cache.drawn,
        cache.outsidePeak,
        grown,
        cache.reaped,
        0,
        cache.freeSlabsPeak,
        cache.freeLimit,
        0,
        cache.nodeFrees,
        cache.alienOverflow,
        cache.allocations - cache.fills,
        cache.fills,
        cache.frees - cache.nodeFrees - cache.flushes,
        cache.flushes);
  }
}
