package dev.tollgate.workload.net;

/**
 * An Ethernet frame on its way, with its bytes: destination address to end of payload, without
 * preamble, padding and checksum.
 *
 * <p>Frames come from a {@link FramePool} and go back to it: whoever has a frame owns it until it
 * gives it on or calls {@link #release}.
 */
public final class Frame {

  private final FramePool pool;
  private final byte[] bytes;
  private int length;
  private boolean inUse;

  Frame(FramePool pool, int capacity) {
    this.pool = pool;
    this.bytes = new byte[capacity];
  }

  /** The bytes: {@link #length} of them count, from index 0. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of the frame. */
  public int length() {
    return length;
  }

  /**
   * Says how many bytes count.
   *
   * @throws IllegalArgumentException unless the frame has room for so many
   */
  public void setLength(int bytesThatCount) {
    if (bytesThatCount < 0 || bytesThatCount > bytes.length) {
      throw new IllegalArgumentException(
          "a frame with room for %d bytes cannot have %d".formatted(bytes.length, bytesThatCount));
    }
    length = bytesThatCount;
  }

  /**
   * Gives the frame back to its pool.
   *
   * @throws IllegalStateException if it is there already
   */
  public void release() {
    pool.put(this);
  }

  void take() {
    inUse = true;
    length = 0;
  }

  void giveBack() {
    if (!inUse) {
      throw new IllegalStateException("a frame is released twice");
    }
    inUse = false;
  }
}
