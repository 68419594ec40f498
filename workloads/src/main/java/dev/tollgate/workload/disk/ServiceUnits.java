package dev.tollgate.workload.disk;

/**
 * The spindles of an array or the dies of a flash disk: each does one thing at a time, and what can
 * wait (writes out of a buffer) while it has nothing else to do.
 *
 * <p>Work that waits is kept as one sum of time and one of bytes for each unit; it is done as time
 * goes by in which the unit is not asked for anything. Times are picoseconds.
 */
final class ServiceUnits {

  private static final long MICROSECOND = 1_000_000;

  private final long[] freeAt;
  private final long[] putOff;
  private final long[] putOffBytes;
  private long busy;

  ServiceUnits(int units) {
    freeAt = new long[units];
    putOff = new long[units];
    putOffBytes = new long[units];
  }

  /**
   * Brings a unit up to {@code now}; returns when it could begin something, at least {@code now}.
   */
  long settle(int unit, long now) {
    long idle = now - freeAt[unit];
    if (idle <= 0) {
      return freeAt[unit];
    }
    long waiting = putOff[unit];
    if (waiting > 0) {
      long done = Math.min(idle, waiting);
      long bytes =
          done == waiting
              ? putOffBytes[unit]
              : putOffBytes[unit] * (done / MICROSECOND) / Math.max(1, waiting / MICROSECOND);
      putOff[unit] = waiting - done;
      putOffBytes[unit] -= Math.min(bytes, putOffBytes[unit]);
    }
    freeAt[unit] = now;
    return now;
  }

  /** Occupies a unit as soon as it is free; returns when it is done. */
  long occupy(int unit, long now, long duration) {
    freeAt[unit] = settle(unit, now) + duration;
    busy += duration;
    return freeAt[unit];
  }

  /** Leaves work to a unit for when it has nothing else to do. */
  void putOff(int unit, long now, long duration, long bytes) {
    settle(unit, now);
    putOff[unit] += duration;
    putOffBytes[unit] += bytes;
    busy += duration;
  }

  /** Bytes that wait at a unit at {@code now}. */
  long waitingBytes(int unit, long now) {
    settle(unit, now);
    return putOffBytes[unit];
  }

  /** Makes a unit do what waits until at most {@code bytes} are left; returns when that is done. */
  long drain(int unit, long now, long bytes) {
    long start = settle(unit, now);
    long waiting = putOffBytes[unit];
    if (waiting <= bytes) {
      return now;
    }
    long excess = waiting - bytes;
    long duration =
        bytes == 0
            ? putOff[unit]
            : Math.min(
                putOff[unit], (putOff[unit] / MICROSECOND + 1) * excess / waiting * MICROSECOND);
    putOff[unit] -= duration;
    putOffBytes[unit] = bytes;
    freeAt[unit] = start + duration;
    return freeAt[unit];
  }

  /** Picoseconds of work given to all units. */
  long busyPicoseconds() {
    return busy;
  }
}
