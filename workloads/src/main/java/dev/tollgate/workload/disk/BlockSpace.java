package dev.tollgate.workload.disk;

import java.util.BitSet;

/** Which blocks of a part of the disk are taken; they are given out next-fit. */
final class BlockSpace {

  /** Returned by {@link #take} when all blocks are taken. */
  static final long FULL = -1;

  private final long first;
  private final int blocks;
  private final BitSet taken = new BitSet();
  private int hint;
  private int length;
  private long free;

  /** The blocks from {@code first} on, none of them taken. */
  BlockSpace(long first, int blocks) {
    this.first = first;
    this.blocks = blocks;
    this.free = blocks;
  }

  /**
   * Takes the next free blocks that follow each other, {@link #length} of them.
   *
   * @param wanted blocks, at most
   * @return the first, or {@link #FULL}
   */
  long take(long wanted) {
    int start = taken.nextClearBit(hint);
    if (start >= blocks) {
      start = taken.nextClearBit(0);
      if (start >= blocks) {
        return FULL;
      }
    }
    int next = taken.nextSetBit(start);
    int end = next < 0 ? blocks : next;
    length = (int) Math.min(wanted, end - start);
    taken.set(start, start + length);
    hint = start + length;
    free -= length;
    return first + start;
  }

  /** Blocks that {@link #take} took last. */
  int length() {
    return length;
  }

  /** Gives blocks back. */
  void give(long start, long count) {
    taken.clear((int) (start - first), (int) (start - first + count));
    free += count;
  }

  /** Blocks that are not taken. */
  long free() {
    return free;
  }
}
