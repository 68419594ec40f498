package dev.tollgate.workload.trace;

import java.util.Arrays;

/** A table from long to long with open addressing; it allocates only when it grows. */
final class LongTable {

  private final long missing;
  private long[] keys = new long[64];
  private long[] values = new long[64];
  private boolean[] taken = new boolean[64];
  private int size;

  /** {@code missing} is what {@link #get} returns for a key that is not there. */
  LongTable(long missing) {
    this.missing = missing;
  }

  int size() {
    return size;
  }

  long get(long key) {
    int mask = keys.length - 1;
    int slot = slot(key, mask);
    while (taken[slot]) {
      if (keys[slot] == key) {
        return values[slot];
      }
      slot = (slot + 1) & mask;
    }
    return missing;
  }

  void put(long key, long value) {
    int mask = keys.length - 1;
    int slot = slot(key, mask);
    while (taken[slot]) {
      if (keys[slot] == key) {
        values[slot] = value;
        return;
      }
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    values[slot] = value;
    taken[slot] = true;
    if (2 * ++size > keys.length) {
      widen();
    }
  }

  void remove(long key) {
    int mask = keys.length - 1;
    int slot = slot(key, mask);
    while (taken[slot] && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    if (!taken[slot]) {
      return;
    }
    int hole = slot;
    int next = (hole + 1) & mask;
    while (taken[next]) {
      int home = slot(keys[next], mask);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        values[hole] = values[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    taken[hole] = false;
    size--;
  }

  /** Returns all keys, ascending: for output and other cold uses. */
  long[] sortedKeys() {
    long[] sorted = new long[size];
    int count = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      if (taken[slot]) {
        sorted[count++] = keys[slot];
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  private void widen() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    boolean[] oldTaken = taken;
    keys = new long[2 * oldKeys.length];
    values = new long[2 * oldKeys.length];
    taken = new boolean[2 * oldKeys.length];
    size = 0;
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldTaken[slot]) {
        put(oldKeys[slot], oldValues[slot]);
      }
    }
  }

  private static int slot(long key, int mask) {
    long mixed = key * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & mask;
  }
}
