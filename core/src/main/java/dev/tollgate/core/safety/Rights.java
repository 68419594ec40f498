package dev.tollgate.core.safety;

import dev.tollgate.core.dma.DmaDirection;

/** What a device may do with bytes, as two bits. */
final class Rights {

  /** The device reads memory. */
  static final int READ = 1;

  /** The device writes memory. */
  static final int WRITE = 2;

  /** Both. */
  static final int ALL = READ | WRITE;

  private Rights() {}

  /** The right that one access needs. */
  static int needed(boolean write) {
    return write ? WRITE : READ;
  }

  /** What a mapping of this direction allows. */
  static int of(DmaDirection direction) {
    return (direction.deviceReads() ? READ : 0) | (direction.deviceWrites() ? WRITE : 0);
  }
}
