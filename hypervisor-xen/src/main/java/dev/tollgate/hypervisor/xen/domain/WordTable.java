package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Objects;

/**
 * An array of 64-bit little-endian words in simulated memory, 512 to a page frame; the frames need
 * not be neighbours.
 */
public final class WordTable {

  /** Words of one frame. */
  public static final int WORDS_PER_FRAME = PhysicalMemory.FRAME_BYTES / Long.BYTES;

  private static final int FRAME_WORDS_SHIFT = 9;
  private static final long REPEATED_BYTE = 0x0101_0101_0101_0101L;

  private final PhysicalMemory memory;
  private final long[] frames;
  private final int size;

  /**
   * Words in the given frames, in their order.
   *
   * @param size words; the last frame may have more room
   */
  public WordTable(PhysicalMemory memory, long[] frames, int size) {
    if (frames.length != framesFor(size)) {
      throw new IllegalArgumentException(
          "%d words need %d frames, not %d".formatted(size, framesFor(size), frames.length));
    }
    this.memory = memory;
    this.frames = frames.clone();
    this.size = size;
  }

  /** Frames that hold {@code words} words. */
  public static int framesFor(int words) {
    return (words + WORDS_PER_FRAME - 1) >>> FRAME_WORDS_SHIFT;
  }

  /** How many words. */
  public int size() {
    return size;
  }

  /** Machine address of a word. */
  public long addressOf(int index) {
    Objects.checkIndex(index, size);
    return (frames[index >>> FRAME_WORDS_SHIFT] << PhysicalMemory.FRAME_SHIFT)
        + ((long) (index & (WORDS_PER_FRAME - 1)) << 3);
  }

  /** Reads a word. */
  public long get(int index) {
    return memory.readLongLittleEndian(addressOf(index));
  }

  /** Stores a word. */
  public void set(int index, long value) {
    memory.writeLongLittleEndian(addressOf(index), value);
  }

  /** Stores the same word everywhere. */
  public void fill(long value) {
    int same = 0;
    if (value == (value & 0xff) * REPEATED_BYTE) {
      int whole = size >>> FRAME_WORDS_SHIFT;
      for (int i = 0; i < whole; i++) {
        memory.fill(
            frames[i] << PhysicalMemory.FRAME_SHIFT, PhysicalMemory.FRAME_BYTES, (byte) value);
      }
      same = whole << FRAME_WORDS_SHIFT;
    }
    for (int i = same; i < size; i++) {
      set(i, value);
    }
  }

  /** Machine frames that hold it, in order; a copy. */
  public long[] frames() {
    return frames.clone();
  }
}
