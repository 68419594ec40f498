package dev.tollgate.workload.disk;

import java.util.Arrays;

/** Two doubly linked lists of page slots, clean and dirty; a slot is in one of them or in none. */
final class SlotLists {

  /** The list of clean pages. */
  static final int CLEAN = 0;

  /** The list of dirty pages. */
  static final int DIRTY = 1;

  private static final int NOWHERE = -1;

  private final int[] firsts = {PageCache.NONE, PageCache.NONE};
  private final int[] lasts = {PageCache.NONE, PageCache.NONE};
  private int[] next;
  private int[] previous;
  private int[] list;

  SlotLists(int slots) {
    next = new int[slots];
    previous = new int[slots];
    list = new int[slots];
    Arrays.fill(list, NOWHERE);
  }

  /** Makes room for more slots. */
  void grow(int slots) {
    int before = list.length;
    next = Arrays.copyOf(next, slots);
    previous = Arrays.copyOf(previous, slots);
    list = Arrays.copyOf(list, slots);
    Arrays.fill(list, before, slots, NOWHERE);
  }

  /** Whether a slot is in a list. */
  boolean isIn(int slot, int which) {
    return list[slot] == which;
  }

  /** Puts a slot that is in no list to the end of one. */
  void append(int slot, int which) {
    if (list[slot] != NOWHERE) {
      throw new IllegalStateException("page slot " + slot + " is in a list already");
    }
    list[slot] = which;
    previous[slot] = lasts[which];
    next[slot] = PageCache.NONE;
    if (lasts[which] == PageCache.NONE) {
      firsts[which] = slot;
    } else {
      next[lasts[which]] = slot;
    }
    lasts[which] = slot;
  }

  /** Takes a slot out of the list it is in. */
  void remove(int slot, int which) {
    if (list[slot] != which) {
      throw new IllegalStateException("page slot " + slot + " is not in that list");
    }
    list[slot] = NOWHERE;
    if (previous[slot] == PageCache.NONE) {
      firsts[which] = next[slot];
    } else {
      next[previous[slot]] = next[slot];
    }
    if (next[slot] == PageCache.NONE) {
      lasts[which] = previous[slot];
    } else {
      previous[next[slot]] = previous[slot];
    }
  }

  /** First slot of a list, or {@link PageCache#NONE}. */
  int first(int which) {
    return firsts[which];
  }

  /** Slot behind another one in its list, or {@link PageCache#NONE}. */
  int next(int slot) {
    return next[slot];
  }
}
