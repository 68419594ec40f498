package dev.tollgate.core.machine;

/**
 * A bitmap that finds its lowest set bit at once: above the words of bits lie words of summaries,
 * one bit for each word below that is not 0, up to a single word.
 */
final class BitTree {

  private static final int WORD_SHIFT = 6;

  private final long[][] levels;
  private long count;

  /** {@code bits} bits, none set. */
  BitTree(long bits) {
    int depth = 1;
    for (long words = wordsFor(bits); words > 1; words = wordsFor(words)) {
      depth++;
    }
    levels = new long[depth][];
    long words = bits;
    for (int level = 0; level < depth; level++) {
      words = wordsFor(words);
      levels[level] = new long[(int) words];
    }
  }

  private static long wordsFor(long bits) {
    return Math.max(1, (bits + Long.SIZE - 1) >>> WORD_SHIFT);
  }

  /** Bits set. */
  long count() {
    return count;
  }

  /** Lowest bit set, or -1. */
  long first() {
    int level = levels.length - 1;
    if (levels[level][0] == 0) {
      return -1;
    }
    long index = 0;
    for (; level >= 0; level--) {
      index = (index << WORD_SHIFT) | Long.numberOfTrailingZeros(levels[level][(int) index]);
    }
    return index;
  }

  boolean get(long bit) {
    return ((levels[0][(int) (bit >>> WORD_SHIFT)] >>> bit) & 1) != 0;
  }

  /** Sets a bit that is not set. */
  void set(long bit) {
    count++;
    setFrom(0, bit);
  }

  /** Clears a bit that is set. */
  void clear(long bit) {
    count--;
    clearFrom(0, bit);
  }

  /** Sets {@code length} bits from {@code bit}, a multiple of the length and a power of two. */
  void setBlock(long bit, int length) {
    long[] words = levels[0];
    count += length;
    int first = (int) (bit >>> WORD_SHIFT);
    int last = (int) ((bit + length - 1) >>> WORD_SHIFT);
    for (int word = first; word <= last; word++) {
      long before = words[word];
      words[word] = before | blockMask(bit, length);
      if (before == 0) {
        setFrom(1, word);
      }
    }
  }

  /** Clears {@code length} bits from {@code bit}, all set; see {@link #setBlock}. */
  void clearBlock(long bit, int length) {
    long[] words = levels[0];
    count -= length;
    int first = (int) (bit >>> WORD_SHIFT);
    int last = (int) ((bit + length - 1) >>> WORD_SHIFT);
    for (int word = first; word <= last; word++) {
      long after = words[word] & ~blockMask(bit, length);
      words[word] = after;
      if (after == 0) {
        clearFrom(1, word);
      }
    }
  }

  /** Bits of the block in each word it touches: an aligned block is within one or fills them. */
  private static long blockMask(long bit, int length) {
    return length >= Long.SIZE ? -1L : ((1L << length) - 1) << bit;
  }

  private void setFrom(int startLevel, long bit) {
    long index = bit;
    for (int level = startLevel; level < levels.length; level++) {
      long[] words = levels[level];
      int word = (int) (index >>> WORD_SHIFT);
      long before = words[word];
      words[word] = before | (1L << index);
      if (before != 0) {
        return;
      }
      index = word;
    }
  }

  private void clearFrom(int startLevel, long bit) {
    long index = bit;
    for (int level = startLevel; level < levels.length; level++) {
      long[] words = levels[level];
      int word = (int) (index >>> WORD_SHIFT);
      long after = words[word] & ~(1L << index);
      words[word] = after;
      if (after != 0) {
        return;
      }
      index = word;
    }
  }
}
