package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;

/** A full-duplex link that data cross one transfer after the other, in each direction. */
final class TransferLink {

  private final long megabytesPerSecond;
  private final long[] freeAt = new long[2];

  /** A link of {@code bytesPerSecond}, at least 10<sup>6</sup>. */
  TransferLink(long bytesPerSecond) {
    this.megabytesPerSecond = bytesPerSecond / 1_000_000;
  }

  /**
   * Sends bytes as soon as the link is free.
   *
   * @param toMemory the direction
   * @param now picoseconds at which they are ready
   * @return picoseconds at which the last one has arrived
   */
  long transfer(boolean toMemory, long bytes, long now) {
    int direction = toMemory ? 0 : 1;
    long start = Math.max(now, freeAt[direction]);
    freeAt[direction] = start + bytes * (SimulatedClock.SECOND / 1_000_000) / megabytesPerSecond;
    return freeAt[direction];
  }
}
