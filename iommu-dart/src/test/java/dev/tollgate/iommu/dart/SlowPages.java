package dev.tollgate.iommu.dart;

/**
 * Pages in an array of booleans, and the two generations' searches written down page by page, with
 * the looks that the kernel's code takes.
 */
final class SlowPages {

  final boolean[] taken;
  long looks;

  SlowPages(int size, int reservedAtStart) {
    taken = new boolean[size];
    for (int page = 0; page < reservedAtStart; page++) {
      taken[page] = true;
    }
    taken[size - 1] = true;
  }

  /** 2007: word by word to a free page, then page by page; a run ends before {@code limit}. */
  int searchBits(int start, int limit, int pages, int alignment, long boundary) {
    int at = start;
    while (at < limit && pages <= boundary) {
      int free = at;
      looks++;
      while (free < limit && taken[free]) {
        free++;
        looks += free < limit && free % 64 == 0 ? 1 : 0;
      }
      while (free % alignment != 0) {
        free++;
      }
      if (free + pages >= limit) {
        return -1;
      }
      int end = free;
      while (end < free + pages && !taken[end]) {
        end++;
        looks++;
      }
      if (end < free + pages) {
        looks++;
        at = end + 1;
      } else if (free / boundary != (free + pages - 1) / boundary) {
        at = (int) ((free / boundary + 1) * boundary);
      } else {
        return free;
      }
    }
    return -1;
  }

  /** With pools: the first free run that ends before {@code limit} minus 1. */
  int searchRuns(int start, int limit, int pages, int alignment, long boundary) {
    for (int first = start; first + pages < limit; first++) {
      if (first % alignment == 0 && first / boundary == (first + pages - 1) / boundary) {
        boolean free = true;
        for (int i = 0; i < pages; i++) {
          free &= !taken[first + i];
        }
        if (free) {
          return first;
        }
      }
    }
    return -1;
  }

  void set(int first, int pages, boolean value) {
    for (int page = first; page < first + pages; page++) {
      taken[page] = value;
    }
  }

  int count() {
    int count = 0;
    for (boolean page : taken) {
      count += page ? 1 : 0;
    }
    return count;
  }
}
