package dev.tollgate.core.policy;

import java.util.Arrays;

/** Slots in the order in which they were appended; any of them can leave, in constant time. */
final class IdleList {

  private static final int NONE = -1;

  private int[] previous = new int[64];
  private int[] next = new int[64];
  private int first = NONE;
  private int last = NONE;

  /** The slot appended first of those still here, or -1. */
  int first() {
    return first;
  }

  void append(int slot) {
    if (slot >= next.length) {
      int length = Math.max(slot + 1, 2 * next.length);
      previous = Arrays.copyOf(previous, length);
      next = Arrays.copyOf(next, length);
    }
    previous[slot] = last;
    next[slot] = NONE;
    if (last == NONE) {
      first = slot;
    } else {
      next[last] = slot;
    }
    last = slot;
  }

  /** Takes out a slot that is here. */
  void remove(int slot) {
    int before = previous[slot];
    int after = next[slot];
    if (before == NONE) {
      first = after;
    } else {
      next[before] = after;
    }
    if (after == NONE) {
      last = before;
    } else {
      previous[after] = before;
    }
  }
}
