package dev.tollgate.workload.trace;

import java.util.Arrays;

/**
 * How long after its map a buffer is first touched by the device: a distribution given by its
 * deciles, in nanoseconds, straight between them.
 */
public final class AccessDelays {

  private static final int INTERVALS = 10;
  private static final int FRACTION_BITS = 16;

  private final long[] deciles;

  private AccessDelays(long[] deciles) {
    this.deciles = deciles;
  }

  /** Returns the distribution whose minimum, nine deciles and maximum are these microseconds. */
  static AccessDelays ofMicros(long... deciles) {
    if (deciles.length != INTERVALS + 1) {
      throw new IllegalArgumentException("expected 11 values, not " + deciles.length);
    }
    long[] nanos = Arrays.stream(deciles).map(micros -> 1000 * micros).toArray();
    for (int i = 1; i < nanos.length; i++) {
      if (nanos[i] < nanos[i - 1]) {
        throw new IllegalArgumentException("deciles fall: " + Arrays.toString(deciles));
      }
    }
    return new AccessDelays(nanos);
  }

  /** Returns the distribution with a single value. */
  static AccessDelays always(long nanos) {
    long[] deciles = new long[INTERVALS + 1];
    Arrays.fill(deciles, nanos);
    return new AccessDelays(deciles);
  }

  /** Returns the minimum (0), a decile (1 to 9) or the maximum (10), in nanoseconds. */
  public long decile(int tenths) {
    return deciles[tenths];
  }

  /** Returns the delay that 64 random bits stand for, in nanoseconds. */
  public long draw(long random) {
    long place = (random >>> 32) * INTERVALS;
    int interval = (int) (place >>> 32);
    long fraction = (place & 0xffff_ffffL) >>> (32 - FRACTION_BITS);
    long low = deciles[interval];
    return low + (((deciles[interval + 1] - low) * fraction) >> FRACTION_BITS);
  }
}
