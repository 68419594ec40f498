package dev.tollgate.hypervisor.xen.schedule;

import dev.tollgate.core.machine.CpuWork;
import org.jspecify.annotations.Nullable;

/** Work that waits for a virtual CPU in one context: a ring in arrays, with ready times. */
final class Pieces {

  private @Nullable CpuWork[] work = new CpuWork[16];
  private long[] times = new long[16];
  private int first;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** Picoseconds from which the first can be done; {@link Long#MAX_VALUE} if there is none. */
  long firstTime() {
    return size == 0 ? Long.MAX_VALUE : times[first];
  }

  void add(CpuWork piece, long time) {
    int length = work.length;
    if (size == length) {
      @Nullable CpuWork[] moreWork = new CpuWork[2 * length];
      long[] moreTimes = new long[2 * length];
      for (int i = 0; i < length; i++) {
        moreWork[i] = work[(first + i) & (length - 1)];
        moreTimes[i] = times[(first + i) & (length - 1)];
      }
      work = moreWork;
      times = moreTimes;
      first = 0;
    }
    int slot = (first + size) & (work.length - 1);
    work[slot] = piece;
    times[slot] = time;
    size++;
  }

  CpuWork removeFirst() {
    CpuWork piece = work[first];
    if (piece == null) {
      throw new IllegalStateException("no work waits");
    }
    work[first] = null;
    first = (first + 1) & (work.length - 1);
    size--;
    return piece;
  }
}
