package dev.tollgate.core.allocator;

import com.google.common.primitives.ImmutableIntArray;

/** The sizes of kmalloc's caches under SLAB on 4 KiB pages, in bytes, ascending. */
public final class KmallocSizes {

  /** The largest of Linux 6.1 (mm/slab.h, {@code KMALLOC_SHIFT_HIGH}). */
  public static final int LARGEST_OF_6_1 = 8192;

  /** The largest of Linux 2.6.5 (include/linux/kmalloc_sizes.h). */
  public static final int LARGEST_OF_2_6_5 = 131_072;

  private static final int SMALLEST = 32;

  private KmallocSizes() {}

  /**
   * Those of Linux 6.1 (mm/slab_common.c): none is smaller than the least alignment; 96 and 192 go
   * where they are no multiple of it.
   *
   * @param leastAlignment bytes, a power of two: {@code ARCH_KMALLOC_MINALIGN}
   */
  public static ImmutableIntArray ofLinux61(int leastAlignment) {
    ImmutableIntArray.Builder sizes = ImmutableIntArray.builder();
    for (int size = Math.max(SMALLEST, leastAlignment); size <= LARGEST_OF_6_1; size *= 2) {
      sizes.add(size);
      if ((size == 64 || size == 128) && size * 3 / 2 % leastAlignment == 0) {
        sizes.add(size * 3 / 2);
      }
    }
    return sizes.build();
  }

  /**
   * Those of Linux 2.6.5 (include/linux/kmalloc_sizes.h): 96 and 192 stand there where cache lines
   * are shorter than 64 and 128 bytes.
   *
   * @param cacheLine bytes of a hardware cache line
   */
  public static ImmutableIntArray ofLinux265(int cacheLine) {
    ImmutableIntArray.Builder sizes = ImmutableIntArray.builder();
    for (int size = SMALLEST; size <= LARGEST_OF_2_6_5; size *= 2) {
      sizes.add(size);
      if ((size == 64 && cacheLine < 64) || (size == 128 && cacheLine < 128)) {
        sizes.add(size * 3 / 2);
      }
    }
    return sizes.build();
  }
}
