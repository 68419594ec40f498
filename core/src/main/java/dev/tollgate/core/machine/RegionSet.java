package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * Numbers in disjoint regions {@code [start, end)}, kept sorted in arrays; regions that touch are
 * one. The region arrays of Linux's memblock (mm/memblock.c) work like this.
 */
final class RegionSet {

  private long[] starts = new long[8];
  private long[] ends = new long[8];
  private int count;

  /** Regions in the set. */
  int count() {
    return count;
  }

  /** First number of region {@code index}, counted upwards from 0. */
  long start(int index) {
    return starts[index];
  }

  /** One past the last number of region {@code index}. */
  long end(int index) {
    return ends[index];
  }

  /** Numbers in the set. */
  long total() {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += ends[i] - starts[i];
    }
    return total;
  }

  /** Lowest region that shares a number with {@code [start, end)}, or -1. */
  int indexOfIntersecting(long start, long end) {
    int index = firstEndingAfter(start);
    return index < count && starts[index] < end && start < end ? index : -1;
  }

  /** Whether all of {@code [start, end)} is in the set. */
  boolean contains(long start, long end) {
    int index = firstEndingAfter(start);
    return start >= end || (index < count && starts[index] <= start && end <= ends[index]);
  }

  /** Adds {@code [start, end)}, parts of which may be in the set already. */
  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    int from = firstEndingAfter(start - 1);
    int to = from;
    while (to < count && starts[to] <= end) {
      to++;
    }
    long low = from < to ? Math.min(start, starts[from]) : start;
    long high = from < to ? Math.max(end, ends[to - 1]) : end;
    replace(from, to, 1);
    starts[from] = low;
    ends[from] = high;
  }

  /** Removes {@code [start, end)}, parts of which may be missing already. */
  void remove(long start, long end) {
    int from = firstEndingAfter(start);
    int to = from;
    while (to < count && starts[to] < end) {
      to++;
    }
    if (from == to || start >= end) {
      return;
    }
    long low = starts[from];
    long high = ends[to - 1];
    int left = low < start ? 1 : 0;
    int right = end < high ? 1 : 0;
    replace(from, to, left + right);
    if (left == 1) {
      starts[from] = low;
      ends[from] = start;
    }
    if (right == 1) {
      starts[from + left] = end;
      ends[from + left] = high;
    }
  }

  /** Index of the first region with an end above {@code number}; {@link #count} if none. */
  private int firstEndingAfter(long number) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > number) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Makes room for {@code replacements} regions where {@code from} to {@code to} − 1 were. */
  private void replace(int from, int to, int replacements) {
    int newCount = count - (to - from) + replacements;
    if (newCount > starts.length) {
      starts = Arrays.copyOf(starts, 2 * newCount);
      ends = Arrays.copyOf(ends, 2 * newCount);
    }
    System.arraycopy(starts, to, starts, from + replacements, count - to);
    System.arraycopy(ends, to, ends, from + replacements, count - to);
    count = newCount;
  }
}
