package dev.tollgate.core.safety;

import java.math.BigInteger;

/**
 * An exact sum of products, for byte·picoseconds and the like, which overflow a {@code long} within
 * seconds of simulated time.
 *
 * <p>Kept as a high and a low part of 40 bits, which takes neither branches nor 128-bit products to
 * add to. Holds any sum below 2<sup>103</sup>: 4 TiB for as long as a run can last.
 */
final class WideSum {

  /** Largest factor of a product. */
  static final long MAX_FACTOR = 1 << 22;

  private static final int LOW_BITS = 40;
  private static final long LOW_MASK = (1L << LOW_BITS) - 1;
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private long high;
  private long low; // 0 to LOW_MASK

  /** Adds {@code factor * picoseconds}; neither is negative, the factor at most a page or so. */
  void add(long factor, long picoseconds) {
    carry(factor * (picoseconds >>> LOW_BITS), low + factor * (picoseconds & LOW_MASK));
  }

  /** Adds {@code value}, which may not be negative. */
  void add(long value) {
    carry(value >>> LOW_BITS, low + (value & LOW_MASK));
  }

  /** Takes away {@code value}, which may not be negative. */
  void subtract(long value) {
    carry(-(value >>> LOW_BITS), low - (value & LOW_MASK));
  }

  /** Adds another sum. */
  void add(WideSum other) {
    carry(other.high, low + other.low);
  }

  /** Takes away another sum. */
  void subtract(WideSum other) {
    carry(-other.high, low - other.low);
  }

  private void carry(long addedHigh, long newLow) {
    high += addedHigh + (newLow >> LOW_BITS);
    low = newLow & LOW_MASK;
  }

  /** Adds {@code times * picoseconds}, neither of which is negative; slow, for any size. */
  void addLarge(long times, long picoseconds) {
    BigInteger sum =
        exact().add(BigInteger.valueOf(times).multiply(BigInteger.valueOf(picoseconds)));
    high = sum.shiftRight(LOW_BITS).longValueExact();
    low = sum.longValue() & LOW_MASK;
  }

  /** Whether the sum is below 0. */
  boolean isNegative() {
    return high < 0;
  }

  /** The sum modulo 2<sup>64</sup>. */
  long lowBits() {
    return (high << LOW_BITS) + low;
  }

  /** The sum itself. */
  BigInteger exact() {
    return BigInteger.valueOf(high).shiftLeft(LOW_BITS).add(BigInteger.valueOf(low));
  }

  /**
   * The sum multiplied by {@code factor} and divided by {@code divisor}, rounded to the nearest
   * whole number, halves up; {@link Long#MAX_VALUE} if it is larger than that. 0 if the divisor is.
   */
  long scaled(long factor, long divisor) {
    if (divisor == 0) {
      return 0;
    }
    BigInteger twice = exact().multiply(BigInteger.valueOf(factor)).shiftLeft(1);
    BigInteger rounded =
        twice.add(BigInteger.valueOf(divisor)).divide(BigInteger.valueOf(divisor).shiftLeft(1));
    return rounded.min(MAX_LONG).longValue();
  }
}
