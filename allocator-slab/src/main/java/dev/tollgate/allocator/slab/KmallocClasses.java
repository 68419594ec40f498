package dev.tollgate.allocator.slab;

import com.google.common.primitives.ImmutableIntArray;

/**
 * The sizes of kmalloc's caches under SLAB: Linux 6.1 (mm/slab_common.c) and 2.6.5
 * (include/linux/kmalloc_sizes.h).
 */
final class KmallocClasses {

  /** Sizes in bytes of 6.1, in ascending order; it has them all whatever the cache line is. */
  private static final ImmutableIntArray MODERN =
      ImmutableIntArray.of(32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192);

  private static final int LARGEST_OF_2_6_5 = 131_072;

  private KmallocClasses() {}

  /** The sizes in bytes, in ascending order. */
  static ImmutableIntArray sizes(SlabVariant variant, int cacheLine) {
    if (variant == SlabVariant.V6_1) {
      return MODERN;
    }
    ImmutableIntArray.Builder sizes = ImmutableIntArray.builder();
    for (int size = 32; size <= LARGEST_OF_2_6_5; size *= 2) {
      sizes.add(size);
      if ((size == 64 && cacheLine < 64) || (size == 128 && cacheLine < 128)) {
        sizes.add(size * 3 / 2);
      }
    }
    return sizes.build();
  }

  /** The smallest of 6.1's sizes for {@code bytes}, 1 to 8192. */
  static int modernSizeFor(int bytes) {
    int place = 0;
    while (MODERN.get(place) < bytes) {
      place++;
    }
    return MODERN.get(place);
  }

  /** Name of 6.1's class of {@code size} bytes without its prefix: {@code 96}, {@code 1k}. */
  static String suffix(int size) {
    return size < 1024 ? Integer.toString(size) : size / 1024 + "k";
  }

  /** Alignment in bytes that 6.1 asks for: powers of two are aligned to themselves. */
  static int alignment(int size) {
    return Integer.bitCount(size) == 1 ? size : Long.BYTES;
  }
}
