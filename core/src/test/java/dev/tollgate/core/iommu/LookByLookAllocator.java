package dev.tollgate.core.iommu;

import java.util.BitSet;

/**
 * A slow model of {@link NextFitBitmap}: it searches entry by entry and counts the words its looks
 * pass.
 */
final class LookByLookAllocator {

  private final int entries;
  private final BitSet taken = new BitSet();
  private final BitSet reserved = new BitSet();

  /** No area contains this entry or one behind it. */
  int limit;

  int hint;
  int usedPeak;
  long wordsScanned;

  LookByLookAllocator(int entries) {
    this.entries = entries;
    this.limit = entries - 1;
  }

  long take(int start, int count, long alignMask, long boundary) {
    if (count > boundary) {
      return -1;
    }
    long area = search(start, count, alignMask);
    while (area >= 0 && area / boundary != (area + count - 1) / boundary) {
      long next = (area / boundary + 1) * boundary;
      area = next < limit ? search((int) next, count, alignMask) : -1;
    }
    if (area >= 0) {
      hint = (int) area + count;
      taken.set((int) area, hint);
      usedPeak = Math.max(usedPeak, used());
    }
    return area;
  }

  private long search(int start, int count, long alignMask) {
    int from = start;
    while (from < limit) {
      int free = from;
      int word = -1;
      while (free < limit) {
        word = countIfNew(free, word);
        if (!isUsed(free)) {
          break;
        }
        free++;
      }
      long area = free;
      while ((area & alignMask) != 0) {
        area++;
        if (area + count > limit) {
          return -1;
        }
      }
      if (free == limit || area + count > limit) {
        return -1;
      }
      int at = (int) area;
      word = -1;
      while (at < area + count) {
        word = countIfNew(at, word);
        if (isUsed(at)) {
          break;
        }
        at++;
      }
      if (at == area + count) {
        return area;
      }
      from = at + 1;
    }
    return -1;
  }

  private int countIfNew(int entry, int lastWord) {
    int word = entry / 64;
    if (word != lastWord) {
      wordsScanned++;
    }
    return word;
  }

  boolean isUsed(int entry) {
    return taken.get(entry) || reserved.get(entry);
  }

  int free(int first, int count) {
    int freed = 0;
    for (int entry = first; entry < first + count; entry++) {
      if (taken.get(entry)) {
        taken.clear(entry);
        freed++;
      }
    }
    return freed;
  }

  int reserve(long first, long count) {
    int changed = 0;
    for (long entry = Math.max(0, first); entry < Math.min(entries, first + count); entry++) {
      if (!isUsed((int) entry)) {
        reserved.set((int) entry);
        changed++;
      }
    }
    return changed;
  }

  int used() {
    return taken.cardinality();
  }

  int reserved() {
    return reserved.cardinality();
  }
}
