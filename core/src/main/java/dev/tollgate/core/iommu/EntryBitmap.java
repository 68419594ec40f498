package dev.tollgate.core.iommu;

import java.util.Arrays;

/**
 * One bit for each entry of a table, set while the entry is in use, in words of 64; with a second
 * level that has a bit for each word without a free entry.
 *
 * <p>Bits past the last entry are set for good, so that no search finds them.
 */
final class EntryBitmap {

  /** Entries that one word describes. */
  static final int WORD_ENTRIES = Long.SIZE;

  private static final long ALL = -1L;

  private final int entries;
  private final long[] words;
  private final long[] fullWords;

  EntryBitmap(int entries) {
    this.entries = entries;
    this.words = zerosThenOnes(entries);
    this.fullWords = zerosThenOnes(words.length);
  }

  private static long[] zerosThenOnes(int zeros) {
    long[] bits = new long[(zeros + WORD_ENTRIES - 1) / WORD_ENTRIES];
    if (zeros % WORD_ENTRIES != 0) {
      bits[bits.length - 1] = ALL << zeros;
    }
    return bits;
  }

  /** Number of entries. */
  int entries() {
    return entries;
  }

  /** The words themselves, for searches; to be changed by {@link #set} and {@link #clear} only. */
  long[] words() {
    return words;
  }

  /** First word at or after {@code word} that has a free entry; past the last word if none has. */
  int nextWordWithFreeEntry(int word) {
    int group = word / WORD_ENTRIES;
    if (group >= fullWords.length) {
      return word;
    }
    long candidates = ~fullWords[group] & (ALL << word);
    while (candidates == 0) {
      if (++group == fullWords.length) {
        return words.length;
      }
      candidates = ~fullWords[group];
    }
    return group * WORD_ENTRIES + Long.numberOfTrailingZeros(candidates);
  }

  /** Whether no entry is free in the 64 words that begin with {@code word}, a multiple of 64. */
  boolean isGroupFull(int word) {
    return fullWords[word / WORD_ENTRIES] == ALL;
  }

  boolean isSet(int entry) {
    return ((words[entry / WORD_ENTRIES] >>> entry) & 1) != 0;
  }

  /**
   * Marks entries as in use.
   *
   * @return how many of them were free
   */
  int set(int first, int count) {
    if (count == 0) {
      return 0;
    }
    int end = first + count;
    int lastWord = (end - 1) / WORD_ENTRIES;
    long mask = ALL << first;
    int changed = 0;
    for (int word = first / WORD_ENTRIES; word < lastWord; word++) {
      changed += setInWord(word, mask);
      mask = ALL;
    }
    return changed + setInWord(lastWord, mask & (ALL >>> -end));
  }

  private int setInWord(int word, long mask) {
    long before = words[word];
    long after = before | mask;
    words[word] = after;
    if (after == ALL) {
      fullWords[word / WORD_ENTRIES] |= 1L << word;
    }
    return Long.bitCount(after ^ before);
  }

  /**
   * Marks entries as free.
   *
   * @return how many of them were in use
   */
  int clear(int first, int count) {
    if (count == 0) {
      return 0;
    }
    int end = first + count;
    int lastWord = (end - 1) / WORD_ENTRIES;
    long mask = ALL << first;
    int changed = 0;
    for (int word = first / WORD_ENTRIES; word < lastWord; word++) {
      changed += clearInWord(word, mask);
      mask = ALL;
    }
    return changed + clearInWord(lastWord, mask & (ALL >>> -end));
  }

  private int clearInWord(int word, long mask) {
    long before = words[word];
    words[word] = before & ~mask;
    fullWords[word / WORD_ENTRIES] &= ~(1L << word);
    return Long.bitCount(before & mask);
  }

  /** Number of entries in use, counted anew. */
  int count() {
    int padding = words.length * WORD_ENTRIES - entries;
    return Arrays.stream(words).mapToInt(Long::bitCount).sum() - padding;
  }
}
