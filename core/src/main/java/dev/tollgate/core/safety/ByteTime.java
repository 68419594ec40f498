package dev.tollgate.core.safety;

import java.math.BigInteger;

/**
 * A number of bytes that goes up and down, and its exact integral over time, in byte·picoseconds:
 * 128 bits of it.
 */
final class ByteTime {

  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private long bytes;
  private long since;
  private long high;
  private long low;

  /** Bytes now. */
  long bytes() {
    return bytes;
  }

  /** From {@code now} on there are so many more bytes, or less if negative. */
  void change(long difference, long now) {
    settle(now);
    bytes += difference;
  }

  /** Accounts the time until {@code now}. */
  void settle(long now) {
    long span = now - since;
    if (span != 0) {
      since = now;
      long before = low;
      low += bytes * span;
      high += Math.multiplyHigh(bytes, span);
      if (Long.compareUnsigned(low, before) < 0) {
        high++;
      }
    }
  }

  /** The integral up to what was settled last. */
  BigInteger integral() {
    BigInteger unsigned = BigInteger.valueOf(low);
    return BigInteger.valueOf(high)
        .shiftLeft(Long.SIZE)
        .add(low < 0 ? unsigned.add(TWO_TO_64) : unsigned);
  }
}
