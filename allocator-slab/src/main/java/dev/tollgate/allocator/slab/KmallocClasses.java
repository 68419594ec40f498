package dev.tollgate.allocator.slab;

import com.google.common.base.Splitter;
import com.google.common.primitives.ImmutableIntArray;
import dev.tollgate.core.allocator.KmallocSizes;
import dev.tollgate.core.error.BadInputException;
import java.util.TreeSet;

/**
 * The sizes of kmalloc's caches under SLAB: those of Linux 6.1 and 2.6.5 ({@link KmallocSizes}), or
 * others, to see what they would do.
 *
 * @param sizes bytes, in ascending order, all multiples of 8
 * @param least alignment in bytes of every object: {@code ARCH_KMALLOC_MINALIGN}
 * @param powersAligned whether objects of 2^n bytes are aligned to that, as Linux 6.1 promises
 */
record KmallocClasses(ImmutableIntArray sizes, int least, boolean powersAligned) {

  /** The allocator needs one this large for arrays of its own. */
  private static final int SMALLEST_LARGEST = 512;

  /** The classes that the kernel of {@code variant} has. */
  static KmallocClasses of(SlabVariant variant, int cacheLine, int least) {
    return variant == SlabVariant.V6_1
        ? new KmallocClasses(KmallocSizes.ofLinux61(least), least, true)
        : new KmallocClasses(KmallocSizes.ofLinux265(cacheLine), Long.BYTES, false);
  }

  /**
   * These classes with other sizes.
   *
   * @param text sizes in bytes, joined by commas, in any order
   * @throws BadInputException if one is no number, no multiple of the least alignment, or too large
   */
  KmallocClasses withSizes(String text) {
    TreeSet<Integer> chosen = new TreeSet<>();
    for (String word : Splitter.on(',').trimResults().split(text)) {
      chosen.add(size(word));
    }
    if (chosen.last() < SMALLEST_LARGEST) {
      throw wrong(
          "the largest class is %d bytes; expected at least %d"
              .formatted(chosen.last(), SMALLEST_LARGEST));
    }
    return new KmallocClasses(ImmutableIntArray.copyOf(chosen), least, powersAligned);
  }

  private int size(String word) {
    int size = word.matches("[0-9]{1,6}") ? Integer.parseInt(word) : 0;
    if (size < 1 || size > KmallocSizes.LARGEST_OF_2_6_5 || size % least != 0) {
      throw wrong(
          "'%s' is no class; expected a multiple of %d bytes up to %d"
              .formatted(word, least, KmallocSizes.LARGEST_OF_2_6_5));
    }
    return size;
  }

  private static BadInputException wrong(String reason) {
    return new BadInputException("allocator.slab.classes: " + reason);
  }

  /** The smallest class for {@code bytes}, 1 to the largest. */
  int sizeFor(int bytes) {
    int place = 0;
    while (sizes.get(place) < bytes) {
      place++;
    }
    return sizes.get(place);
  }

  /** The largest class. */
  int largest() {
    return sizes.get(sizes.length() - 1);
  }

  /** Name of a class of 6.1 without its prefix: {@code 96}, {@code 1k}. */
  static String suffix(int size) {
    return size % 1024 == 0 ? size / 1024 + "k" : Integer.toString(size);
  }

  /** Alignment in bytes that a class asks for; 0 for none. */
  int alignment(int size) {
    if (!powersAligned) {
      return 0;
    }
    return Integer.bitCount(size) == 1 ? Math.max(size, least) : least;
  }
}
