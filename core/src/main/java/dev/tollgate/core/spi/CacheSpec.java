package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableSet;

/**
 * What a cache is asked to hold, as kmem_cache_create's arguments.
 *
 * @param name name, without blanks
 * @param size bytes of one object
 * @param alignment bytes, a power of two, or 0 for the allocator's least
 * @param flags wishes
 */
public record CacheSpec(String name, long size, long alignment, ImmutableSet<Flag> flags) {

  /** Wishes a cache can be made with; Linux's SLAB_… flags. */
  public enum Flag {
    /** Align objects to the hardware cache line. */
    HWCACHE_ALIGN,
    /** Panic if the cache cannot be made. */
    PANIC,
    /** Objects can be reclaimed under pressure: SLAB_RECLAIM_ACCOUNT. */
    RECLAIM,
    /** Slabs are freed only after a grace period. */
    TYPESAFE_BY_RCU,
    /** Ignored by leak detection. */
    NOLEAKTRACE,
    /** Spread over memory nodes. */
    MEM_SPREAD,
    /** Billed to memory control groups. */
    ACCOUNT
  }
}
