package dev.tollgate.workload.trace;

import java.util.Arrays;

/**
 * Spans of time, each under a key; the spans of one key stand in the order they were added.
 *
 * <p>A span is open until {@link #close} sets its end; an open one lasts for ever.
 */
final class PageSpans {

  static final int NONE = -1;
  private static final long OPEN = Long.MAX_VALUE / 4;

  private final LongTable first = new LongTable(NONE);
  private final LongTable last = new LongTable(NONE);
  private long[] starts = new long[1024];
  private long[] ends = new long[1024];
  private int[] following = new int[1024];
  private int count;

  /** The key of a page of I/O addresses that translates to a physical page; both as numbers. */
  static long key(long page, long physicalPage) {
    long mixed = (page ^ (physicalPage << 32 | physicalPage >>> 32)) * 0xbf58476d1ce4e5b9L;
    return (mixed ^ mixed >>> 29) * 0x94d049bb133111ebL + page;
  }

  int open(long key, long start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      following = Arrays.copyOf(following, 2 * count);
    }
    int span = count++;
    starts[span] = start;
    ends[span] = OPEN;
    following[span] = NONE;
    int before = (int) last.get(key);
    if (before == NONE) {
      first.put(key, span);
    } else {
      following[before] = span;
    }
    last.put(key, span);
    return span;
  }

  void close(int span, long end) {
    ends[span] = end;
  }

  int count() {
    return count;
  }

  /** Returns the first span of a key, or {@link #NONE}. */
  int first(long key) {
    return (int) first.get(key);
  }

  /** Returns the next span of the same key, or {@link #NONE}. */
  int following(int span) {
    return following[span];
  }

  long start(int span) {
    return starts[span];
  }

  long end(int span) {
    return ends[span];
  }
}
