package dev.tollgate.workload.net;

import java.util.Arrays;

/** Frames of one capacity, made when none is free and used again. */
public final class FramePool {

  private final int capacity;
  private Frame[] free = new Frame[64];
  private int freeCount;
  private int made;

  /**
   * An empty pool.
   *
   * @param capacity most bytes of a frame: MTU + {@link Framing#HEADER}
   */
  public FramePool(int capacity) {
    if (capacity < Framing.HEADER) {
      throw new IllegalArgumentException("a frame has no room for its header: " + capacity);
    }
    this.capacity = capacity;
  }

  /** Most bytes of a frame. */
  public int capacity() {
    return capacity;
  }

  /** A frame of length 0; its bytes are whatever was in them. The caller owns it. */
  public Frame take() {
    Frame frame;
    if (freeCount > 0) {
      frame = free[--freeCount];
    } else {
      made++;
      frame = new Frame(this, capacity);
    }
    frame.take();
    return frame;
  }

  /** Frames taken and not released. */
  public int inUse() {
    return made - freeCount;
  }

  void put(Frame frame) {
    frame.giveBack();
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = frame;
  }
}
