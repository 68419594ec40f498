package dev.tollgate.workload.disk;

import java.util.Arrays;

/** Values written to a register that have not reached the device yet, in order. */
final class DoorbellWrites {

  private int[] values = new int[16];
  private int first;
  private int count;

  /** One was written. */
  void add(int value) {
    if (count == values.length) {
      int[] grown = new int[2 * count];
      int atEnd = values.length - first;
      System.arraycopy(values, first, grown, 0, atEnd);
      System.arraycopy(values, 0, grown, atEnd, first);
      values = grown;
      first = 0;
    }
    values[(first + count) % values.length] = value;
    count++;
  }

  /** The oldest reaches the device. */
  int remove() {
    if (count == 0) {
      throw new IllegalStateException("no write is under way, of " + Arrays.toString(values));
    }
    int value = values[first];
    first = (first + 1) % values.length;
    count--;
    return value;
  }
}
