package dev.tollgate.allocator.slab;

/**
 * The complaints about frees of what is not there to be freed. Linux notices these when built with
 * CONFIG_DEBUG_SLAB; this model always does.
 */
final class WrongFree {

  private WrongFree() {}

  static IllegalStateException foreign(long address) {
    return new IllegalStateException(
        "free of 0x%x: neither an object nor a block of frames of this allocator"
            .formatted(address));
  }

  static IllegalStateException insideObject(SlabCache cache, Slab slab, long address) {
    return new IllegalStateException(
        "free of 0x%x: in the slab at frame %d of %s, but no object begins there"
            .formatted(address, slab.frame, cache.name));
  }

  static IllegalStateException notLive(SlabCache cache, long address, int slot) {
    return new IllegalStateException(
        slot == SlabHeap.FREE
            ? "free of 0x%x: double free, the object of %s is free already"
                .formatted(address, cache.name)
            : "free of 0x%x: the object of %s is the allocator's own"
                .formatted(address, cache.name));
  }

  static IllegalStateException otherCache(SlabCache cache, SlabCache owner, long address) {
    return new IllegalStateException(
        "free of 0x%x to %s: the object belongs to %s".formatted(address, cache.name, owner.name));
  }
}
