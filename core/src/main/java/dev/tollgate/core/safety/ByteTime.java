package dev.tollgate.core.safety;

import java.math.BigInteger;

/** An exact sum of bytes times the picoseconds they lasted, in byte·picoseconds: 128 bits of it. */
final class ByteTime {

  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private long high;
  private long low;

  /** So many bytes lasted for {@code span} picoseconds. */
  void add(long bytes, long span) {
    long before = low;
    low += bytes * span;
    high += Math.multiplyHigh(bytes, span);
    if (Long.compareUnsigned(low, before) < 0) {
      high++;
    }
  }

  /** The sum. */
  BigInteger exact() {
    BigInteger unsigned = BigInteger.valueOf(low);
    return BigInteger.valueOf(high)
        .shiftLeft(Long.SIZE)
        .add(low < 0 ? unsigned.add(TWO_TO_64) : unsigned);
  }
}
