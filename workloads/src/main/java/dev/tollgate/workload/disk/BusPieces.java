package dev.tollgate.workload.disk;

import java.util.Arrays;

/** The places in memory that one command's data go to or come from, as bus addresses, in order. */
final class BusPieces {

  private long[] addresses = new long[64];
  private int[] lengths = new int[64];
  private int count;

  /** Empties the list. */
  void clear() {
    count = 0;
  }

  /** Appends {@code length} bytes at {@code address}. */
  void add(long address, int length) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    addresses[count] = address;
    lengths[count] = length;
    count++;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** First bus address of a piece. */
  long address(int index) {
    return addresses[index];
  }

  /** Bytes of a piece. */
  int length(int index) {
    return lengths[index];
  }

  /** Bytes of all pieces. */
  long bytes() {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += lengths[i];
    }
    return bytes;
  }
}
