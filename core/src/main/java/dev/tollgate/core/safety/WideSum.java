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

  private static final int LOW_BITS = 40;
  private static final long LOW_MASK = (1L << LOW_BITS) - 1;

  private long high;
  private long low; // 0 to LOW_MASK

  /** Adds {@code factor * picoseconds}; neither is negative, the factor below 2<sup>22</sup>. */
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

  /** The sum itself. */
  BigInteger exact() {
    return BigInteger.valueOf(high).shiftLeft(LOW_BITS).add(BigInteger.valueOf(low));
  }
}
