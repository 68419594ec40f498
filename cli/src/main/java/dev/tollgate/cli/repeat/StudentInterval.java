package dev.tollgate.cli.repeat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The interval that holds the mean of a figure over all seeds with a probability of 95 %, by the
 * values at some seeds: mean ± t · s / √n, with the quantile t of Student's distribution for n − 1
 * degrees of freedom and the sample's standard deviation s.
 *
 * <p>Sums are exact and roots are taken in decimal arithmetic. The quantile alone is computed in
 * floating point; it is rounded to six digits behind the point, so that every Java gets the same.
 *
 * @param mean over the values
 * @param half half the width of the interval; 0 if all values are the same
 */
public record StudentInterval(BigDecimal mean, BigDecimal half) {

  private static final double BEYOND = 0.025;
  private static final int QUANTILE_DIGITS = 6;
  private static final MathContext PRECISION = new MathContext(50, RoundingMode.HALF_EVEN);

  /**
   * The interval by some values.
   *
   * @param values at least two
   */
  public static StudentInterval of(List<Long> values) {
    if (values.size() < 2) {
      throw new IllegalArgumentException("an interval needs two values");
    }
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (long value : values) {
      BigInteger exact = BigInteger.valueOf(value);
      sum = sum.add(exact);
      squares = squares.add(exact.multiply(exact));
    }
    BigInteger n = BigInteger.valueOf(values.size());
    // s² / n = (n Σx² − (Σx)²) / (n² (n − 1))
    BigInteger scatter = n.multiply(squares).subtract(sum.multiply(sum));
    BigInteger divisor = n.multiply(n).multiply(n.subtract(BigInteger.ONE));
    BigDecimal error =
        new BigDecimal(scatter).divide(new BigDecimal(divisor), PRECISION).sqrt(PRECISION);
    return new StudentInterval(
        new BigDecimal(sum).divide(new BigDecimal(n), PRECISION),
        error.multiply(quantile(values.size() - 1), PRECISION));
  }

  /** The value that Student's distribution exceeds with a probability of 2.5 %. */
  static BigDecimal quantile(int degreesOfFreedom) {
    double quantile = TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(BEYOND);
    return BigDecimal.valueOf(quantile).setScale(QUANTILE_DIGITS, RoundingMode.HALF_EVEN);
  }
}
