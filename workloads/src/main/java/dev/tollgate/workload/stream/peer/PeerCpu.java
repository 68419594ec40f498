package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.SimulatedClock;

/** One CPU of the peer: a time until which it is busy, and for how long it was. */
final class PeerCpu {

  private static final long MILLI = 1000;

  private final long hertz;
  private long freeAt;
  private long busy;

  PeerCpu(long hertz) {
    this.hertz = hertz;
  }

  /**
   * Works for so many thousandths of a cycle, from {@code time} on or when it is free.
   *
   * @return picoseconds at which that is done
   */
  long work(long time, long milliCycles) {
    long duration = picoseconds(milliCycles);
    freeAt = Math.max(freeAt, time) + duration;
    busy += duration;
    return freeAt;
  }

  private long picoseconds(long milliCycles) {
    long nanoseconds = SimulatedClock.SECOND / MILLI;
    return milliCycles / hertz * nanoseconds + milliCycles % hertz * nanoseconds / hertz;
  }

  /** Picoseconds it worked. */
  long busy() {
    return busy;
  }
}
