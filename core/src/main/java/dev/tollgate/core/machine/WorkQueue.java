package dev.tollgate.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * Work of one CPU in one context, first come, first served, each piece with the time from which it
 * can be done. A ring in arrays, which grow to the most pieces ever waiting.
 */
public final class WorkQueue {

  private @Nullable CpuWork[] work = new CpuWork[16];
  private long[] times = new long[16];
  private int first;
  private int size;

  /** An empty queue. */
  public WorkQueue() {}

  /** Whether no work waits. */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * Picoseconds from which the first piece can be done; {@link Long#MAX_VALUE} if there is none.
   */
  public long firstTime() {
    return size == 0 ? Long.MAX_VALUE : times[first];
  }

  /** Puts work last that can be done from {@code time} on, in picoseconds. */
  public void add(CpuWork piece, long time) {
    if (size == work.length) {
      grow();
    }
    int slot = (first + size) & (work.length - 1);
    work[slot] = piece;
    times[slot] = time;
    size++;
  }

  /**
   * Takes the first piece.
   *
   * @throws IllegalStateException if no work waits
   */
  public CpuWork removeFirst() {
    CpuWork piece = work[first];
    if (piece == null) {
      throw new IllegalStateException("no work waits");
    }
    work[first] = null;
    first = (first + 1) & (work.length - 1);
    size--;
    return piece;
  }

  private void grow() {
    int length = work.length;
    @Nullable CpuWork[] moreWork = new CpuWork[2 * length];
    long[] moreTimes = new long[2 * length];
    for (int i = 0; i < length; i++) {
      int slot = (first + i) & (length - 1);
      moreWork[i] = work[slot];
      moreTimes[i] = times[slot];
    }
    work = moreWork;
    times = moreTimes;
    first = 0;
  }
}
