package dev.tollgate.cli.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class FractionTest {

  private static Fraction of(long numerator, long denominator) {
    return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  @Test
  void arithmeticIsExact() {
    assertThat(of(1, 3).plus(of(1, 6))).isEqualTo(of(1, 2));
    assertThat(of(1, 3).minus(of(1, 2))).isEqualTo(of(1, -6));
    assertThat(of(-1, 3).over(of(2, -3))).isEqualTo(of(1, 2));
    assertThat(Fraction.of(Long.MAX_VALUE).plus(Fraction.ONE).minus(Fraction.of(Long.MAX_VALUE)))
        .isEqualTo(Fraction.ONE);
    assertThatThrownBy(() -> of(1, 2).over(Fraction.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void orderIsThatOfTheQuotients() {
    assertThat(of(1, 3)).isLessThan(of(3, 8));
    assertThat(of(-1, 3)).isGreaterThan(of(-3, 8));
    assertThat(of(2, 6)).isEqualByComparingTo(of(1, 3));
    assertThat(of(1, 3)).isNotEqualByComparingTo(Fraction.of(new BigDecimal("0.333333333")));
  }

  @Test
  void decimalsHaveNineDigitsAndWholeNumbersNone() {
    assertThat(of(2, 3).decimal()).isEqualTo(new BigDecimal("0.666666667"));
    assertThat(of(-2, 3).decimal()).isEqualTo(new BigDecimal("-0.666666667"));
    assertThat(of(1, 2_000_000_000).decimal()).isEqualTo(new BigDecimal("0.000000000"));
    assertThat(of(3, 2_000_000_000).decimal()).isEqualTo(new BigDecimal("0.000000002"));
    assertThat(of(1, 2).decimal()).isEqualTo(new BigDecimal("0.500000000"));
    assertThat(of(10, 5).decimal()).isEqualTo(new BigDecimal("2"));
    assertThat(Fraction.of(new BigDecimal("1E+3")).decimal()).isEqualTo(new BigDecimal("1000"));
  }
}
