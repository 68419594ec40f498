package dev.tollgate.workload.kmem;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.CacheSpec;

/**
 * A cache as the trace of a kernel lets us know it: by name, if a free printed it, and by the two
 * sizes of its objects. Alignment is the least that leads from one size to the other; flags stay
 * unknown.
 */
final class InferredCache {

  private static final long WORD = 8;
  private static final long LARGEST_ALIGNMENT = 4096;

  private final String name;
  private final long slotSize;
  private long objectSize;

  InferredCache(String name, long objectSize, long slotSize) {
    this.name = name;
    this.objectSize = objectSize;
    this.slotSize = slotSize;
  }

  /** A merged cache prints the largest object that has joined it so far. */
  void prints(long size) {
    objectSize = Math.max(objectSize, size);
  }

  CacheSpec spec() {
    for (long alignment = WORD; alignment <= LARGEST_ALIGNMENT; alignment *= 2) {
      if (roundUp(objectSize, alignment) == slotSize) {
        return new CacheSpec(
            name, objectSize, alignment == WORD ? 0 : alignment, ImmutableSet.of());
      }
    }
    return new CacheSpec(name, Math.max(objectSize, slotSize), 0, ImmutableSet.of());
  }

  private static long roundUp(long size, long alignment) {
    return (size + alignment - 1) & -alignment;
  }
}
