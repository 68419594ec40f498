package dev.tollgate.iommu.calgary;

import java.util.Arrays;

/** A set of I/O pages, kept as few ranges in ascending order that neither meet nor overlap. */
final class PageRanges {

  private long[] starts = new long[0];
  private long[] ends = new long[0];

  // The gap between ranges that the last answer came from: most questions are about the same one.
  private long gapStart;
  private long gapEnd;

  /** Adds pages {@code start} to {@code end - 1}; some of them may be in the set already. */
  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    long from = start;
    long to = end;
    long[] newStarts = new long[starts.length + 1];
    long[] newEnds = new long[starts.length + 1];
    int count = 0;
    for (int i = 0; i < starts.length; i++) {
      if (ends[i] < start || starts[i] > end) {
        newStarts[count] = starts[i];
        newEnds[count++] = ends[i];
      } else {
        from = Math.min(from, starts[i]);
        to = Math.max(to, ends[i]);
      }
    }
    newStarts[count] = from;
    newEnds[count++] = to;
    starts = Arrays.copyOf(newStarts, count);
    ends = Arrays.copyOf(newEnds, count);
    Arrays.sort(starts);
    Arrays.sort(ends);
    rememberGap(0, 0);
  }

  /** The part of this set below page {@code limit}. */
  PageRanges below(long limit) {
    PageRanges clipped = new PageRanges();
    for (int i = 0; i < starts.length; i++) {
      clipped.add(starts[i], Math.min(ends[i], limit));
    }
    return clipped;
  }

  /** Whether a page is in the set. */
  boolean contains(long page) {
    return intersects(page, page + 1);
  }

  /** Whether any of the pages {@code start} to {@code end - 1} is in the set. */
  boolean intersects(long start, long end) {
    return (start < gapStart || end > gapEnd) && intersectsAny(start, end);
  }

  private boolean intersectsAny(long start, long end) {
    long before = Long.MIN_VALUE;
    for (int i = 0; i < ends.length; i++) {
      if (start < ends[i]) {
        if (starts[i] < end) {
          return true;
        }
        rememberGap(before, starts[i]);
        return false;
      }
      before = ends[i];
    }
    rememberGap(before, Long.MAX_VALUE);
    return false;
  }

  private void rememberGap(long start, long end) {
    gapStart = start;
    gapEnd = end;
  }

  /** Number of ranges. */
  int count() {
    return starts.length;
  }

  /** First page of a range. */
  long start(int range) {
    return starts[range];
  }

  /** Page behind the last one of a range. */
  long end(int range) {
    return ends[range];
  }

  /** Number of pages. */
  long pages() {
    long pages = 0;
    for (int i = 0; i < starts.length; i++) {
      pages += ends[i] - starts[i];
    }
    return pages;
  }
}
