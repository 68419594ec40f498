package dev.tollgate.allocator.slob;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;

/**
 * How the objects of a cache lie (mm/slab_common.c, calculate_alignment; mm/slob.c,
 * __kmem_cache_create).
 *
 * @param objectSize bytes asked for
 * @param size bytes taken, the footer included
 * @param alignment bytes, a power of two
 * @param footer bytes behind the object kept for the RCU callback that frees it
 */
record CacheLayout(long objectSize, long size, long alignment, int footer) {

  /** ARCH_SLAB_MINALIGN: kmalloc's least alignment does not concern caches. */
  private static final long LEAST_ALIGNMENT = 8;

  private static final long CACHE_LINE = 64;

  /** Bytes of {@code struct slob_rcu}: a callback head of two pointers, and the size. */
  private static final int RCU_FOOTER = 24;

  /**
   * The layout that a generation chooses.
   *
   * @throws BadInputException if no page could hold such objects
   */
  static CacheLayout of(CacheSpec spec, Generation generation) {
    require(spec);
    long alignment = spec.alignment();
    if (spec.flags().contains(Flag.HWCACHE_ALIGN)) {
      long line = CACHE_LINE;
      while (generation.scalesCacheLine() && spec.size() <= line / 2) {
        line /= 2;
      }
      alignment = Math.max(alignment, line);
    }
    alignment = Math.max(alignment, LEAST_ALIGNMENT);
    int footer = spec.flags().contains(Flag.TYPESAFE_BY_RCU) ? RCU_FOOTER : 0;
    long size = spec.size() + footer;
    if (generation.scalesCacheLine()) {
      size = FreeBlockFormat.bytes(FreeBlockFormat.units(size));
    }
    return new CacheLayout(spec.size(), size, alignment, footer);
  }

  /**
   * Refuses what no generation can hold.
   *
   * @throws BadInputException if the size or the alignment is impossible
   */
  static void require(CacheSpec spec) {
    long alignment = spec.alignment();
    if (alignment < 0
        || (alignment & (alignment - 1)) != 0
        || alignment > PhysicalMemory.FRAME_BYTES) {
      throw new BadInputException(
          "cache %s: an alignment of %d bytes; expected 0 or a power of two up to %d"
              .formatted(spec.name(), alignment, PhysicalMemory.FRAME_BYTES));
    }
    long most = PageBlocks.bytes(PageAllocator.MAX_ORDER);
    if (spec.size() < 1 || spec.size() > most - RCU_FOOTER) {
      throw new BadInputException(
          "cache %s: objects of %d bytes; expected 1 to %d"
              .formatted(spec.name(), spec.size(), most - RCU_FOOTER));
    }
  }

  /** Whether objects are blocks of whole pages rather than of the heap. */
  boolean takesPages() {
    return size >= PhysicalMemory.FRAME_BYTES;
  }

  /** Bytes from one object to the next. */
  long slotSize() {
    return FreeBlockFormat.bytes(FreeBlockFormat.units(size));
  }

  /** Bytes of an object's slot that nobody asked for. */
  long unused() {
    return slotSize() - objectSize - footer;
  }
}
