package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * A whole number for each of many addresses: a hash table with linear probing. An address that is
 * taken out keeps its place until the table is full, for allocators give out the same addresses
 * over and over; so the table grows with the most addresses at a time, not with the number of
 * changes.
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
  private int placesTaken;

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
    int place = placeOf(address);
    return keys[place] == address ? values[place] : NONE;
  }

  /** Sets the value of an address; answers the one it had, or {@link #NONE}. */
  public int put(long address, int value) {
    int place = placeOf(address);
    int old = NONE;
    if (keys[place] == address) {
      old = values[place];
    } else {
      keys[place] = address;
      placesTaken++;
    }
    values[place] = value;
    if (old == NONE) {
      size++;
      if (2 * placesTaken > keys.length) {
        rebuild();
      }
    }
    return old;
  }

  /** Takes an address out; answers the value it had, or {@link #NONE}. */
  public int remove(long address) {
    int place = placeOf(address);
    if (keys[place] != address) {
      return NONE;
    }
    int old = values[place];
    if (old != NONE) {
      values[place] = NONE;
      size--;
    }
    return old;
  }

  /** Leaves out the addresses without a value; at most a quarter of the places are taken then. */
  private void rebuild() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    boolean isWider = 4 * size > oldKeys.length;
    keys = new long[isWider ? 2 * oldKeys.length : oldKeys.length];
    values = new int[keys.length];
    shift -= isWider ? 1 : 0;
    placesTaken = size;
    Arrays.fill(keys, VACANT);
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] != VACANT && oldValues[old] != NONE) {
        int place = placeOf(oldKeys[old]);
        keys[place] = oldKeys[old];
        values[place] = oldValues[old];
      }
    }
  }

  private int home(long address) {
    return (int) ((address * GOLDEN_GAMMA) >>> shift);
  }

  /** The place of an address, or the vacant one where it would go. */
  private int placeOf(long address) {
    int mask = keys.length - 1;
    int place = home(address);
    while (keys[place] != address && keys[place] != VACANT) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
