package dev.tollgate.core.machine;

/**
 * For each frame, the order of the block that begins there, or {@link #NONE}. A byte a frame, taken
 * in chunks of 4096 frames as they are first used.
 */
final class BlockOrders {

  static final int NONE = -1;

  private static final int CHUNK_SHIFT = 12;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

  private final byte[][] chunks;

  /** No blocks yet; frames 0 to {@code span} − 1, rounded up to whole chunks. */
  BlockOrders(long span) {
    chunks = new byte[(int) ((span + CHUNK_MASK) >>> CHUNK_SHIFT)][];
  }

  int get(long frame) {
    byte[] chunk = chunks[(int) (frame >>> CHUNK_SHIFT)];
    return chunk == null ? NONE : chunk[(int) frame & CHUNK_MASK] - 1;
  }

  void set(long frame, int order) {
    byte[] chunk = chunks[(int) (frame >>> CHUNK_SHIFT)];
    if (chunk == null) {
      chunk = new byte[1 << CHUNK_SHIFT];
      chunks[(int) (frame >>> CHUNK_SHIFT)] = chunk;
    }
    chunk[(int) frame & CHUNK_MASK] = (byte) (order + 1);
  }

  /** Forgets the block at {@code frame}, which was set before. */
  void clear(long frame) {
    chunks[(int) (frame >>> CHUNK_SHIFT)][(int) frame & CHUNK_MASK] = 0;
  }
}
