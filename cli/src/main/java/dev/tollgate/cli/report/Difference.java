package dev.tollgate.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * By how much one value differs from another, in parts of the other.
 *
 * @param percent positive if it is larger
 */
record Difference(BigDecimal percent) {

  /** From these on, digits behind the point say nothing. */
  private static final BigDecimal LARGE = BigDecimal.TEN;

  /** The difference of a value from another; null if either is unknown or the other is 0. */
  static @Nullable Difference of(Reading value, Reading from) {
    return value.isKnown() && from.isKnown() && from.value() != 0
        ? new Difference(
            BigDecimal.valueOf(value.value())
                .subtract(BigDecimal.valueOf(from.value()))
                .movePointRight(2)
                .divide(BigDecimal.valueOf(from.value()).abs(), MathContext.DECIMAL64))
        : null;
  }

  /** The difference that is this part of the value it is from. */
  static Difference of(BigDecimal part) {
    return new Difference(part.movePointRight(2));
  }

  /** In charts. */
  BigDecimal drawn() {
    return percent.setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros();
  }

  /** For readers: {@code +34%}, {@code −0.2%}, {@code 0%}. */
  String text() {
    int digits = percent.abs().compareTo(LARGE) < 0 ? 1 : 0;
    BigDecimal rounded = percent.setScale(digits, RoundingMode.HALF_UP);
    String sign = rounded.signum() > 0 ? "+" : rounded.signum() < 0 ? "\u2212" : "";
    return sign
        + (rounded.signum() == 0 ? "0" : rounded.abs().stripTrailingZeros().toPlainString())
        + "%";
  }
}
