package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * A whole number for each of many addresses: a hash table with linear probing that closes its gaps,
 * so that it grows with the most addresses at a time, not with the number of changes.
 */
public final class AddressTable {

  /** Answer for an address that is not in the table; no value is below 0. */
  public static final int NONE = -1;

  private static final long VACANT = Long.MIN_VALUE;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long[] keys = new long[1 << 6];
  private int[] values = new int[1 << 6];
  private int shift = Long.SIZE - 6;
  private int size;

  /** An empty table. */
  public AddressTable() {
    Arrays.fill(keys, VACANT);
  }

  /** How many addresses have a value. */
  public int size() {
    return size;
  }

  /** The value of an address, or {@link #NONE}. */
  public int get(long address) {
    int slot = slotOf(address);
    return keys[slot] == address ? values[slot] : NONE;
  }

  /** Sets the value of an address; answers the one it had, or {@link #NONE}. */
  public int put(long address, int value) {
    int slot = slotOf(address);
    if (keys[slot] == address) {
      int old = values[slot];
      values[slot] = value;
      return old;
    }
    keys[slot] = address;
    values[slot] = value;
    size++;
    if (2 * size > keys.length) {
      widen();
    }
    return NONE;
  }

  /** Takes an address out; answers the value it had, or {@link #NONE}. */
  public int remove(long address) {
    int slot = slotOf(address);
    if (keys[slot] != address) {
      return NONE;
    }
    int old = values[slot];
    size--;
    close(slot);
    return old;
  }

  /** Moves what was pushed past the gap back towards its place (Knuth, vol. 3, 6.4 R). */
  private void close(int vacated) {
    int mask = keys.length - 1;
    int gap = vacated;
    for (int slot = (gap + 1) & mask; keys[slot] != VACANT; slot = (slot + 1) & mask) {
      int home = home(keys[slot]);
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        keys[gap] = keys[slot];
        values[gap] = values[slot];
        gap = slot;
      }
    }
    keys[gap] = VACANT;
  }

  private void widen() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    shift--;
    Arrays.fill(keys, VACANT);
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldKeys[slot] != VACANT) {
        int place = slotOf(oldKeys[slot]);
        keys[place] = oldKeys[slot];
        values[place] = oldValues[slot];
      }
    }
  }

  private int home(long address) {
    return (int) ((address * GOLDEN_GAMMA) >>> shift);
  }

  /** The slot of an address, or the vacant one where it would go. */
  private int slotOf(long address) {
    int mask = keys.length - 1;
    int slot = home(address);
    while (keys[slot] != address && keys[slot] != VACANT) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
