package dev.tollgate.workload.net.nic;

import java.util.Arrays;

/**
 * A register that a CPU writes and the interface reads, in simulated time: a value counts from the
 * time it was written at, which may lie ahead of the clock.
 */
final class Mailbox {

  private long[] times = new long[8];
  private int[] values = new int[8];
  private int first;
  private int count;
  private int value;
  private long lastTime;

  /** A CPU writes; what was written before is overtaken by nothing. */
  void write(long time, int written) {
    if (count == times.length) {
      grow();
    }
    int slot = (first + count++) & (times.length - 1);
    lastTime = Math.max(time, lastTime);
    times[slot] = lastTime;
    values[slot] = written;
  }

  /** What the interface reads at a time; times never go back. */
  int read(long now) {
    while (count > 0 && times[first] <= now) {
      value = values[first];
      first = (first + 1) & (times.length - 1);
      count--;
    }
    return value;
  }

  /** When the next value counts, or {@link Long#MAX_VALUE} if none is under way. */
  long nextTime() {
    return count == 0 ? Long.MAX_VALUE : times[first];
  }

  /** Back to 0, with nothing under way. */
  void reset() {
    count = 0;
    value = 0;
  }

  private void grow() {
    int capacity = times.length;
    long[] moreTimes = Arrays.copyOfRange(times, first, first + 2 * capacity);
    int[] moreValues = Arrays.copyOfRange(values, first, first + 2 * capacity);
    System.arraycopy(times, 0, moreTimes, capacity - first, first);
    System.arraycopy(values, 0, moreValues, capacity - first, first);
    times = moreTimes;
    values = moreValues;
    first = 0;
  }
}
