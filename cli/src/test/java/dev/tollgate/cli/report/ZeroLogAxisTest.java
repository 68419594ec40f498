package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZeroLogAxisTest {

  @ParameterizedTest
  @CsvSource({
    "0, bytes/1000, '0 1B'",
    "0 5000, bytes/1000, '0 1KiB 1MiB'",
    "3 5000000, bytes/1000, '0 1B 1KiB 1MiB 1GiB'",
    "0.000004 0.2, ps, '0 1µs 1ms 1s'",
    "0 0.000000003, ps, '0 1ns 1µs'",
    "98 15818, cycles/1000, '0 10 100 1000 10000 100k'",
  })
  void ticksReachFromTheSmallestValueToTheLargest(String values, String unit, String labels) {
    ZeroLogAxis axis =
        ZeroLogAxis.over(Arrays.stream(values.split(" ")).map(BigDecimal::new).toList(), unit);
    assertThat(String.join(" ", axis.labels()).replaceAll("(?<=\\d) (?=\\D)", ""))
        .isEqualTo(labels);
    assertThat(axis.ticks()).hasSameSizeAs(axis.labels());
    assertThat(axis.ticks().get(0)).isEqualByComparingTo("0");
    assertThat(axis.constant()).isLessThan(axis.ticks().get(1));
  }
}
