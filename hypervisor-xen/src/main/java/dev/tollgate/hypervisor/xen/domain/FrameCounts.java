package dev.tollgate.hypervisor.xen.domain;

import java.util.Arrays;

/**
 * A count for each frame of the machine, kept in chunks made when a frame of theirs is first
 * counted: most frames never are, and a machine has a million.
 */
public final class FrameCounts {

  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_FRAMES = 1 << CHUNK_SHIFT;
  private static final int FRAME_MASK = CHUNK_FRAMES - 1;
  private static final int[] NO_CHUNK = new int[CHUNK_FRAMES]; // stays all zeros

  private final int[][] chunks;

  /** Zero for each of so many frames. */
  public FrameCounts(int frames) {
    chunks = new int[(frames + FRAME_MASK) >>> CHUNK_SHIFT][];
    Arrays.fill(chunks, NO_CHUNK);
  }

  /** The count of a frame. */
  public int get(long frame) {
    return chunks[(int) frame >>> CHUNK_SHIFT][(int) frame & FRAME_MASK];
  }

  /** Adds to it, or takes away if {@code difference} is negative. */
  public void add(long frame, int difference) {
    int number = (int) frame >>> CHUNK_SHIFT;
    if (chunks[number] == NO_CHUNK) {
      chunks[number] = new int[CHUNK_FRAMES];
    }
    chunks[number][(int) frame & FRAME_MASK] += difference;
  }
}
