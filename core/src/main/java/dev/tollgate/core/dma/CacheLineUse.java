package dev.tollgate.core.dma;

import java.util.Arrays;

/**
 * How many mappings begin in each cache line of memory: a hash table of primitives with open
 * addressing, which allocates only when it grows.
 */
final class CacheLineUse {

  /** log2 of the bytes of a cache line. */
  static final int LINE_SHIFT = 6;

  private static final long EMPTY = -1;
  private static final int FIRST_SLOTS = 1024;

  private long[] lines = emptyLines(FIRST_SLOTS);
  private int[] uses = new int[FIRST_SLOTS];
  private int size;

  /** Adds a mapping that begins in {@code line}; returns how many others do. */
  int add(long line) {
    if (2 * size >= lines.length) {
      grow();
    }
    int slot = slotOf(line);
    if (lines[slot] == EMPTY) {
      lines[slot] = line;
      size++;
    }
    return uses[slot]++;
  }

  /** Takes a mapping that begins in {@code line} away. */
  void remove(long line) {
    int slot = slotOf(line);
    if (lines[slot] != EMPTY && --uses[slot] == 0) {
      size--;
      empty(slot);
    }
  }

  /** Empties a slot, moving up those behind it that had to go past it. */
  private void empty(int slot) {
    int mask = lines.length - 1;
    int gap = slot;
    lines[gap] = EMPTY;
    for (int at = (gap + 1) & mask; lines[at] != EMPTY; at = (at + 1) & mask) {
      if (((at - homeOf(lines[at])) & mask) >= ((at - gap) & mask)) {
        lines[gap] = lines[at];
        uses[gap] = uses[at];
        lines[at] = EMPTY;
        uses[at] = 0;
        gap = at;
      }
    }
  }

  private int slotOf(long line) {
    int mask = lines.length - 1;
    int slot = homeOf(line);
    while (lines[slot] != line && lines[slot] != EMPTY) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int homeOf(long line) {
    return (int) ((line * 0x9e3779b97f4a7c15L) >>> 32) & (lines.length - 1);
  }

  private void grow() {
    long[] oldLines = lines;
    int[] oldUses = uses;
    lines = emptyLines(2 * oldLines.length);
    uses = new int[lines.length];
    for (int i = 0; i < oldLines.length; i++) {
      if (oldLines[i] != EMPTY) {
        int slot = slotOf(oldLines[i]);
        lines[slot] = oldLines[i];
        uses[slot] = oldUses[i];
      }
    }
  }

  private static long[] emptyLines(int slots) {
    long[] lines = new long[slots];
    Arrays.fill(lines, EMPTY);
    return lines;
  }
}
