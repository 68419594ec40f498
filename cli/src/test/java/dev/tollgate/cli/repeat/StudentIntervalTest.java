package dev.tollgate.cli.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentIntervalTest {

  /** Upper 2.5 % points as tables of Student's distribution print them. */
  @ParameterizedTest
  @CsvSource({
    "1, 12.706",
    "2, 4.303",
    "3, 3.182",
    "4, 2.776",
    "5, 2.571",
    "6, 2.447",
    "9, 2.262",
    "10, 2.228",
    "19, 2.093",
    "29, 2.045",
    "60, 2.000",
    "120, 1.980",
    "9999, 1.960"
  })
  void quantilesAreThoseOfTheTables(int degreesOfFreedom, BigDecimal printed) {
    assertThat(StudentInterval.quantile(degreesOfFreedom).setScale(3, RoundingMode.HALF_UP))
        .isEqualTo(printed);
  }

  /** 6, 8, 7, 9, 10: mean 8, s = √2.5, t(4) = 2.776445, so ± 2.776445 · √0.5. */
  @Test
  void widthIsTheQuantileTimesTheErrorOfTheMean() {
    StudentInterval interval = StudentInterval.of(List.of(6L, 8L, 7L, 9L, 10L));
    assertThat(interval.mean()).isEqualByComparingTo("8");
    assertThat(interval.half().setScale(6, RoundingMode.HALF_UP))
        .isEqualTo(new BigDecimal("1.963243"));
  }

  @Test
  void agreesWithTheLibraryInFloatingPoint() {
    java.util.Random random = new java.util.Random(7);
    for (int n = 2; n < 40; n++) {
      double[] doubles = random.doubles(n, 0, 1e9).map(Math::rint).toArray();
      List<Long> values = java.util.Arrays.stream(doubles).mapToObj(d -> (long) d).toList();
      StudentInterval interval = StudentInterval.of(values);
      double mean = Mean.of(doubles).getAsDouble();
      double half =
          StudentInterval.quantile(n - 1).doubleValue()
              * StandardDeviation.of(doubles).getAsDouble()
              / Math.sqrt(n);
      assertThat(interval.mean().doubleValue()).isCloseTo(mean, within(mean));
      assertThat(interval.half().doubleValue()).isCloseTo(half, within(half));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(value * 1e-9);
  }

  @Test
  void figuresThatAreAllTheSameHaveNoWidthHoweverLarge() {
    StudentInterval interval = StudentInterval.of(List.of(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(interval.mean()).isEqualByComparingTo(BigDecimal.valueOf(Long.MAX_VALUE));
    assertThat(interval.half()).isEqualByComparingTo("0");
  }

  @Test
  void extremesDoNotOverflow() {
    StudentInterval interval = StudentInterval.of(List.of(Long.MIN_VALUE, Long.MAX_VALUE));
    assertThat(interval.mean()).isEqualByComparingTo("-0.5");
    // s / √2 is half the distance of two values.
    assertThat(interval.half().doubleValue()).isCloseTo(12.706205 * 0x1p63, within(0x1p63));
  }

  @Test
  void oneValueHasNoInterval() {
    assertThatThrownBy(() -> StudentInterval.of(List.of(1L)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
