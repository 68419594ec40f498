package dev.tollgate.core.machine;

/**
 * The free blocks of one order: a doubly linked list whose links lie in a table by frame, so that
 * any block is taken out in constant time.
 */
final class FreeBlockList {

  /** No block. */
  static final int NONE = -1;

  private final Links links;
  private int first = NONE;
  private int last = NONE;
  private long count;

  FreeBlockList(Links links) {
    this.links = links;
  }

  /** Frame of the block at the head, or {@link #NONE}. */
  int first() {
    return first;
  }

  /** Blocks in the list. */
  long count() {
    return count;
  }

  void addFirst(int frame) {
    links.set(frame, NONE, first);
    if (first == NONE) {
      last = frame;
    } else {
      links.setPrevious(first, frame);
    }
    first = frame;
    count++;
  }

  void addLast(int frame) {
    links.set(frame, last, NONE);
    if (last == NONE) {
      first = frame;
    } else {
      links.setNext(last, frame);
    }
    last = frame;
    count++;
  }

  /** Takes out the block at {@code frame}, which is in this list. */
  void remove(int frame) {
    int previous = links.previous(frame);
    int next = links.next(frame);
    if (previous == NONE) {
      first = next;
    } else {
      links.setNext(previous, next);
    }
    if (next == NONE) {
      last = previous;
    } else {
      links.setPrevious(next, previous);
    }
    count--;
  }

  /**
   * Links of blocks that all begin at multiples of 2<sup>shift</sup>; lists of such blocks can
   * share one table, since no frame begins two free blocks. Storage is taken 1024 entries at a
   * time.
   */
  static final class Links {

    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

    private final int shift;
    private final int[][] chunks;

    Links(long span, int shift) {
      this.shift = shift;
      this.chunks = new int[(int) ((span - 1) >>> (shift + CHUNK_SHIFT)) + 1][];
    }

    int previous(int frame) {
      return chunkOf(frame)[entry(frame)];
    }

    int next(int frame) {
      return chunkOf(frame)[entry(frame) + 1];
    }

    void setPrevious(int frame, int previous) {
      chunkOf(frame)[entry(frame)] = previous;
    }

    void setNext(int frame, int next) {
      chunkOf(frame)[entry(frame) + 1] = next;
    }

    void set(int frame, int previous, int next) {
      int index = frame >>> (shift + CHUNK_SHIFT);
      int[] chunk = chunks[index];
      if (chunk == null) {
        chunk = new int[2 << CHUNK_SHIFT];
        chunks[index] = chunk;
      }
      int entry = entry(frame);
      chunk[entry] = previous;
      chunk[entry + 1] = next;
    }

    private int[] chunkOf(int frame) {
      return chunks[frame >>> (shift + CHUNK_SHIFT)];
    }

    private int entry(int frame) {
      return ((frame >>> shift) & CHUNK_MASK) << 1;
    }
  }
}
