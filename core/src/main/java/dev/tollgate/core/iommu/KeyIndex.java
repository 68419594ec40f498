package dev.tollgate.core.iommu;

import java.util.Arrays;

/** Where each key of an {@link Iotlb} is: a hash table of chains of slots. */
final class KeyIndex {

  private static final int END = -1;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final long[] keys;
  private final int[] first;
  private final int[] next;
  private final int hashShift;

  /** Makes an empty index into {@code keys}, which its owner writes. */
  KeyIndex(long[] keys) {
    this.keys = keys;
    this.next = new int[keys.length];
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(keys.length);
    this.hashShift = Long.SIZE - bits - 1;
    this.first = new int[2 << bits];
    Arrays.fill(first, END);
  }

  private int chainOf(long key) {
    return (int) ((key * GOLDEN_GAMMA) >>> hashShift);
  }

  /** Slot that holds {@code key}, or -1. */
  int find(long key) {
    int slot = first[chainOf(key)];
    while (slot != END && keys[slot] != key) {
      slot = next[slot];
    }
    return slot;
  }

  /** Adds a slot whose key was just written. */
  void add(int slot) {
    int chain = chainOf(keys[slot]);
    next[slot] = first[chain];
    first[chain] = slot;
  }

  /** Takes out a slot whose key is about to be erased. */
  void remove(int slot) {
    int chain = chainOf(keys[slot]);
    int at = first[chain];
    if (at == slot) {
      first[chain] = next[slot];
      return;
    }
    while (next[at] != slot) {
      at = next[at];
    }
    next[at] = next[slot];
  }
}
