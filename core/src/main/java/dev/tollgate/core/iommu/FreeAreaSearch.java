package dev.tollgate.core.iommu;

import static dev.tollgate.core.iommu.EntryBitmap.WORD_ENTRIES;

/**
 * The search of Linux's {@code iommu_area_alloc()} ({@code lib/iommu-helper.c}, shift 0) for a run
 * of free entries, and the number of bitmap words that search looks at: see {@link
 * NextFitBitmap#takeWordsScanned}.
 *
 * <p>The execution is faster than the search it counts: without alignment it judges all runs of a
 * word at once and skips groups of full words, and works out what the looks would have counted.
 */
public final class FreeAreaSearch {

  /** Returned when there is no such run. */
  public static final int NONE = -1;

  /** A boundary that nothing crosses. */
  public static final long NO_BOUNDARY = Long.MAX_VALUE;

  private final EntryBitmap bitmap;
  private final long[] words;
  private final int limit;
  private long wordsScanned;

  /**
   * A search of the entries before {@code limit}.
   *
   * @param limit no area contains this entry or one behind it; the kernel names the entry after it
   *     as the end and leaves it out
   */
  public FreeAreaSearch(EntryBitmap bitmap, int limit) {
    this.bitmap = bitmap;
    this.words = bitmap.words();
    this.limit = limit;
  }

  /** Words counted since the last call. */
  public long takeWordsScanned() {
    long scanned = wordsScanned;
    wordsScanned = 0;
    return scanned;
  }

  /**
   * Finds the first free run at or after {@code start}. A run that would cross a multiple of the
   * boundary moves up to that multiple, and the search goes on from there.
   *
   * @param count entries in a row, at least 1
   * @param alignMask the first entry is a multiple of this plus 1, a power of two; 0 for any
   * @param boundary the run crosses no multiple of this power of two, or {@link #NO_BOUNDARY}; a
   *     longer run is never found
   * @return first entry, or {@link #NONE}
   */
  public int find(int start, int count, long alignMask, long boundary) {
    checkRequest(count, alignMask, boundary);
    if (count > boundary) {
      return NONE;
    }
    int area = find(start, count, alignMask);
    while (area >= 0 && (area & (boundary - 1)) + count > boundary) {
      long next = (area | (boundary - 1)) + 1;
      area = next < limit ? find((int) next, count, alignMask) : NONE;
    }
    return area;
  }

  private static void checkRequest(int count, long alignMask, long boundary) {
    if (count < 1
        || alignMask < 0
        || alignMask >= NO_BOUNDARY / 2
        || (alignMask & (alignMask + 1)) != 0
        || boundary < 1
        || ((boundary & (boundary - 1)) != 0 && boundary != NO_BOUNDARY)) {
      throw new IllegalArgumentException(
          "no such run: %d entries, alignment mask 0x%x, boundary %d"
              .formatted(count, alignMask, boundary));
    }
  }

  private int find(int start, int count, long alignMask) {
    if (isFreeInOneWord(start, count, alignMask)) {
      wordsScanned += 2;
      return start;
    }
    if (alignMask != 0) {
      return findByLooks(start, count, alignMask);
    }
    int found = findByWords(start, count);
    return found >= 0 ? found : findByLooks(~found, count, 0);
  }

  /** Whether the area right at {@code start} serves: the common case in a table with room. */
  private boolean isFreeInOneWord(int start, int count, long alignMask) {
    return (start & alignMask) == 0
        && start + count <= limit
        && bitmap.isFreeInOneWord(start, count);
  }

  private int findByLooks(int start, int count, long alignMask) {
    int from = start;
    while (from < limit) {
      int free = lookForFree(from);
      long area = (free + alignMask) & ~alignMask;
      if (free == limit || area + count > limit) {
        return NONE;
      }
      int end = (int) area + count;
      int used = lookForUsed((int) area, end);
      if (used == end) {
        return (int) area;
      }
      from = used + 1;
    }
    return NONE;
  }

  /** First free entry from {@code from}, which is below the limit; or the limit. */
  private int lookForFree(int from) {
    int free = bitmap.nextFree(from, limit);
    wordsScanned += Math.min(free, limit - 1) / WORD_ENTRIES - from / WORD_ENTRIES + 1;
    return free;
  }

  /** First entry in use from {@code from}, which is below {@code end}; or {@code end}. */
  private int lookForUsed(int from, int end) {
    int used = bitmap.nextUsed(from, end);
    wordsScanned += Math.min(used, end - 1) / WORD_ENTRIES - from / WORD_ENTRIES + 1;
    return used;
  }

  /**
   * Searches without alignment as long as every run that begins in a word is far enough from the
   * limit to be looked at.
   *
   * <p>What looks count telescopes. Each run costs a free look and a used look, and the words
   * between the looks add up to the distance covered; only where the entry in use behind a run is
   * the last of its word does the next free look begin in a word that no look has counted yet.
   *
   * @return the area; or {@code ~from} if there is none before {@code from}, where the looks go on
   */
  private int findByWords(int start, int count) {
    int word = start / WORD_ENTRIES;
    int lastWord =
        count > limit ? -1 : Math.floorDiv(limit - count - WORD_ENTRIES + 1, WORD_ENTRIES);
    if (word > lastWord) {
      return ~start;
    }
    long[] words = this.words;
    long free = ~words[word] & (-1L << start);
    int run = 0; // free entries right before this word
    int looked = -word; // two for each run begun, less those that meet no word twice
    while (true) {
      int leading = Long.numberOfTrailingZeros(~free);
      if (run + leading >= count) {
        int area = word * WORD_ENTRIES - run;
        return found(area, count, run > 0 ? looked : looked + 2);
      }
      long begins = free & ~(run > 0 ? (free << 1) | 1 : free << 1);
      if (Long.bitCount(free) >= count) {
        long fits = runsOf(count, free);
        if (fits != 0) {
          long before = Long.lowestOneBit(fits) - 1;
          int area = word * WORD_ENTRIES + Long.bitCount(before);
          return found(area, count, looked + 2 * Long.bitCount(begins & before) + 2);
        }
      }
      looked += 2 * Long.bitCount(begins) - (free >>> 62 == 1 ? 1 : 0);
      run = free == -1L ? run + WORD_ENTRIES : Long.numberOfLeadingZeros(~free);
      word++;
      if (run == 0 && word % WORD_ENTRIES == 0 && word <= lastWord && bitmap.isGroupFull(word)) {
        word = Math.min(bitmap.nextWordWithFreeEntry(word), lastWord + 1);
      }
      if (word > lastWord) {
        break;
      }
      free = ~words[word];
    }
    int from = word * WORD_ENTRIES - run;
    wordsScanned += (run > 0 ? looked - 2 : looked) + from / WORD_ENTRIES;
    return ~from;
  }

  private int found(int area, int count, int looked) {
    wordsScanned += looked + (area + count - 1) / WORD_ENTRIES;
    return area;
  }

  /** Bits of {@code free} that begin {@code count} set bits in a row, {@code count} up to 64. */
  private static long runsOf(int count, long free) {
    long fits = free;
    int covered = 1;
    while (covered < count && fits != 0) {
      int step = Math.min(covered, count - covered);
      fits &= fits >>> step;
      covered += step;
    }
    return fits;
  }
}
