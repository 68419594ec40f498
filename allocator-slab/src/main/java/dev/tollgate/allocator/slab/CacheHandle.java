package dev.tollgate.allocator.slab;

import dev.tollgate.core.spi.ObjectCache;

/** A cache as one of those who asked for it sees it; merged caches have several. */
final class CacheHandle implements ObjectCache {

  private final SlabAllocator allocator;
  private final SlabCache cache;
  private final int size;

  CacheHandle(SlabAllocator allocator, SlabCache cache, int size) {
    this.allocator = allocator;
    this.cache = cache;
    this.size = size;
  }

  @Override
  public String name() {
    return cache.name;
  }

  @Override
  public long allocate() {
    return cache.allocate(size);
  }

  @Override
  public void free(long address) {
    allocator.free(cache, address);
  }

  @Override
  public long objectSize() {
    return size;
  }

  @Override
  public long usableSize() {
    return cache.objectSize;
  }

  @Override
  public long slotSize() {
    return cache.slotSize;
  }
}
