package dev.tollgate.core.iommu;

import java.util.Arrays;

/**
 * One bit for each entry of a table, set while the entry is in use, in words of 64; with a second
 * level that has a bit for each word without a free entry.
 *
 * <p>Bits past the last entry are set for good, so that no search finds them.
 */
public final class EntryBitmap {

  /** Entries that one word describes. */
  public static final int WORD_ENTRIES = Long.SIZE;

  private static final long ALL = -1L;

  private final int entries;
  private final long[] words;
  private final long[] fullWords;

  /**
   * All entries free.
   *
   * @param entries how many, at least 1
   */
  public EntryBitmap(int entries) {
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
  public int entries() {
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

  /**
   * First free entry at or after {@code from}; or {@code limit}, if there is none before it.
   *
   * @param limit at most {@link #entries}
   */
  public int nextFree(int from, int limit) {
    if (from >= limit) {
      return limit;
    }
    int word = from / WORD_ENTRIES;
    long candidates = ~words[word] & (ALL << from);
    if (candidates == 0) {
      word = nextWordWithFreeEntry(word + 1);
      candidates = word < words.length ? ~words[word] : 0;
    }
    return candidates == 0
        ? limit
        : Math.min(limit, word * WORD_ENTRIES + Long.numberOfTrailingZeros(candidates));
  }

  /**
   * First entry in use at or after {@code from}; or {@code end}, if there is none before it.
   *
   * @param end at most {@link #entries}
   */
  public int nextUsed(int from, int end) {
    if (from >= end) {
      return end;
    }
    int word = from / WORD_ENTRIES;
    int lastWord = (end - 1) / WORD_ENTRIES;
    long used = words[word] & (ALL << from);
    while (used == 0 && word < lastWord) {
      used = words[++word];
    }
    return used == 0 ? end : Math.min(end, word * WORD_ENTRIES + Long.numberOfTrailingZeros(used));
  }

  /** Whether {@code count} entries from {@code first} lie in one word and all are free. */
  public boolean isFreeInOneWord(int first, int count) {
    int bit = first % WORD_ENTRIES;
    return count <= WORD_ENTRIES - bit
        && (words[first / WORD_ENTRIES] & ((ALL >>> -count) << bit)) == 0;
  }

  /** Whether an entry is in use. */
  public boolean isSet(int entry) {
    return ((words[entry / WORD_ENTRIES] >>> entry) & 1) != 0;
  }

  /**
   * Marks entries as in use.
   *
   * @return how many of them were free
   */
  public int set(int first, int count) {
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
  public int clear(int first, int count) {
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
    if (before == ALL) {
      fullWords[word / WORD_ENTRIES] &= ~(1L << word);
    }
    return Long.bitCount(before & mask);
  }

  /** Number of entries in use, counted anew. */
  public int count() {
    int padding = words.length * WORD_ENTRIES - entries;
    return Arrays.stream(words).mapToInt(Long::bitCount).sum() - padding;
  }
}
