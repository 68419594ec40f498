package dev.tollgate.allocator.slab;

import com.google.common.primitives.ImmutableIntArray;

/** The sizes of Linux 6.1's kmalloc caches under SLAB (mm/slab_common.c). */
final class KmallocClasses {

  /** Sizes in bytes, in ascending order. */
  static final ImmutableIntArray SIZES =
      ImmutableIntArray.of(32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192);

  /** Above it whole frames are given. */
  static final int LARGEST = 8192;

  private KmallocClasses() {}

  /** Name of the class of {@code size} bytes: {@code 96}, {@code 1k}. */
  static String suffix(int size) {
    return size < 1024 ? Integer.toString(size) : size / 1024 + "k";
  }

  /** The size that serves {@code bytes}, 1 to {@link #LARGEST}. */
  static int sizeFor(int bytes) {
    int place = 0;
    while (SIZES.get(place) < bytes) {
      place++;
    }
    return SIZES.get(place);
  }

  /** Alignment asked for a class: powers of two are aligned to themselves. */
  static int alignment(int size) {
    return Integer.bitCount(size) == 1 ? size : Long.BYTES;
  }
}
