package dev.tollgate.workload.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The different names met in a file (events, devices, call sites), numbered by first appearance,
 * each with a count.
 *
 * <p>Looking up a name that is known allocates nothing. A table holds at most {@code limit} names;
 * every later one shares the number {@link #OVERFLOW}, so that a file of junk cannot fill memory.
 */
public final class NameTable {

  /** The number of every name that came after the table was full. */
  public static final int OVERFLOW = Integer.MAX_VALUE;

  private final int limit;
  private int[] slots = new int[64];
  private byte[][] names = new byte[16][];
  private long[] counts = new long[16];
  private int size;
  private long overflowed;

  NameTable(int limit) {
    this.limit = limit;
  }

  /** Returns how many names have a number of their own: the numbers are 0 to this less 1. */
  public int size() {
    return size;
  }

  /** Returns how often {@link #OVERFLOW} was given. */
  public long overflowed() {
    return overflowed;
  }

  /** Returns the name with this number, as text; bytes that are not ASCII show as they can. */
  public String name(int id) {
    return id == OVERFLOW ? "(others)" : new String(names[id], StandardCharsets.ISO_8859_1);
  }

  /** Returns how often {@link #count} was called for this number. */
  public long count(int id) {
    return id == OVERFLOW ? overflowed : counts[id];
  }

  void count(int id, long more) {
    if (id == OVERFLOW) {
      overflowed += more;
    } else {
      counts[id] += more;
    }
  }

  /** Returns the number of the name in {@code text[from, to)}, giving it one if it has none. */
  int idOf(byte[] text, int from, int to) {
    int mask = slots.length - 1;
    int slot = hash(text, from, to) & mask;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      byte[] name = names[id];
      if (name.length == to - from && Arrays.equals(name, 0, name.length, text, from, to)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return size < limit ? add(slot, Arrays.copyOfRange(text, from, to)) : OVERFLOW;
  }

  private int add(int slot, byte[] name) {
    int id = size++;
    if (id == names.length) {
      names = Arrays.copyOf(names, 2 * id);
      counts = Arrays.copyOf(counts, 2 * id);
    }
    names[id] = name;
    slots[slot] = id + 1;
    if (2 * size > slots.length) {
      rehash();
    }
    return id;
  }

  private void rehash() {
    int[] wider = new int[2 * slots.length];
    int mask = wider.length - 1;
    for (int id = 0; id < size; id++) {
      int slot = hash(names[id], 0, names[id].length) & mask;
      while (wider[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      wider[slot] = id + 1;
    }
    slots = wider;
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return hash ^ hash >>> 15;
  }
}
