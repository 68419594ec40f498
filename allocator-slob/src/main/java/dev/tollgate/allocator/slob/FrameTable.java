package dev.tollgate.allocator.slob;

import java.util.Arrays;

/**
 * One int for each page frame of the machine, 0 at first; what Linux keeps in {@code struct page}.
 * Storage is taken in chunks of 512 frames at the first write into each.
 */
final class FrameTable {

  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK_FRAMES = 1 << CHUNK_SHIFT;
  private static final int[] UNTOUCHED = new int[CHUNK_FRAMES];

  private final int[][] chunks;

  /** A table for frames 0 to {@code frames} − 1. */
  FrameTable(long frames) {
    chunks = new int[Math.toIntExact((frames + CHUNK_FRAMES - 1) >>> CHUNK_SHIFT)][];
    Arrays.fill(chunks, UNTOUCHED);
  }

  /** The value of a frame; 0 for frames beyond the table. */
  int get(long frame) {
    long chunk = frame >> CHUNK_SHIFT;
    if (chunk < 0 || chunk >= chunks.length) {
      return 0;
    }
    return chunks[(int) chunk][(int) frame & (CHUNK_FRAMES - 1)];
  }

  /** Tells {@code visitor} of every frame whose value is not 0, the lowest first. */
  void forEach(Visitor visitor) {
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      int[] values = chunks[chunk];
      for (int i = 0; i < CHUNK_FRAMES && values != UNTOUCHED; i++) {
        if (values[i] != 0) {
          visitor.visit(((long) chunk << CHUNK_SHIFT) + i, values[i]);
        }
      }
    }
  }

  /** Is told of frames. */
  @FunctionalInterface
  interface Visitor {

    void visit(long frame, int value);
  }

  /** Sets the value of a frame that the table has. */
  void set(long frame, int value) {
    int index = (int) (frame >> CHUNK_SHIFT);
    int[] chunk = chunks[index];
    if (chunk == UNTOUCHED) {
      chunk = new int[CHUNK_FRAMES];
      chunks[index] = chunk;
    }
    chunk[(int) frame & (CHUNK_FRAMES - 1)] = value;
  }
}
