package dev.tollgate.core.iommu;

import java.util.Arrays;

/**
 * Which slots of an {@link Iotlb} are empty: a bit for each slot.
 *
 * <p>Sets begin at multiples of a power of two, so a set's bits lie in one word or fill whole
 * words.
 */
final class SlotVacancies {

  private final int wayShift;
  private final int ways;
  private final long[] exists;
  private final long[] empty;
  private final int[] taken;

  /** All slots are empty. */
  SlotVacancies(int sets, int ways, int wayShift) {
    this.wayShift = wayShift;
    this.ways = ways;
    this.exists = new long[((sets << wayShift) + Long.SIZE - 1) / Long.SIZE];
    for (int set = 0; set < sets; set++) {
      for (int slot = set << wayShift; slot < (set << wayShift) + ways; slot++) {
        exists[slot / Long.SIZE] |= 1L << slot;
      }
    }
    this.empty = exists.clone();
    this.taken = new int[sets];
  }

  /** Takes the lowest empty slot of a set; -1 if it has none. */
  int take(int set) {
    if (taken[set] == ways) {
      return -1;
    }
    taken[set]++;
    int start = set << wayShift;
    int word = start / Long.SIZE;
    long candidates = empty[word] & (-1L << start);
    while (candidates == 0) {
      candidates = empty[++word];
    }
    empty[word] &= ~Long.lowestOneBit(candidates);
    return word * Long.SIZE + Long.numberOfTrailingZeros(candidates);
  }

  void giveBack(int slot) {
    taken[slot >>> wayShift]--;
    empty[slot / Long.SIZE] |= 1L << slot;
  }

  /** First slot from {@code slot} that is not empty, or -1. */
  int nextTaken(int slot) {
    int word = slot / Long.SIZE;
    if (word >= exists.length) {
      return -1;
    }
    long candidates = exists[word] & ~empty[word] & (-1L << slot);
    while (candidates == 0) {
      if (++word == exists.length) {
        return -1;
      }
      candidates = exists[word] & ~empty[word];
    }
    return word * Long.SIZE + Long.numberOfTrailingZeros(candidates);
  }

  /** Number of slots that are not empty, counted anew. */
  int count() {
    return Arrays.stream(exists).mapToInt(Long::bitCount).sum()
        - Arrays.stream(empty).mapToInt(Long::bitCount).sum();
  }
}
