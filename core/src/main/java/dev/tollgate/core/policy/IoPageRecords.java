package dev.tollgate.core.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A few numbers for each I/O page of a domain, 0 until they are set. Takes memory for 512
 * neighbouring I/O pages at a time, and allocates nothing once those in use have it.
 */
final class IoPageRecords {

  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

  private final int words;
  private long[] @Nullable [] chunks = new long[8][];

  /** Records of so many numbers. */
  IoPageRecords(int words) {
    this.words = words;
  }

  long get(long ioPage, int word) {
    int index = (int) (ioPage >>> CHUNK_SHIFT);
    long[] chunk = index < chunks.length ? chunks[index] : null;
    return chunk == null ? 0 : chunk[((int) ioPage & CHUNK_MASK) * words + word];
  }

  void set(long ioPage, int word, long value) {
    int index = (int) (ioPage >>> CHUNK_SHIFT);
    if (index >= chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(index + 1, 2 * chunks.length));
    }
    long[] chunk = chunks[index];
    if (chunk == null) {
      chunk = new long[words << CHUNK_SHIFT];
      chunks[index] = chunk;
    }
    chunk[((int) ioPage & CHUNK_MASK) * words + word] = value;
  }
}
