package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "SIZE, 0, 0",
    "SIZE, 512, 512",
    "SIZE, 512B, 512",
    "SIZE, 64K, 65536",
    "SIZE, 64k, 65536",
    "SIZE, 64KiB, 65536",
    "SIZE, 64 Ki, 65536",
    "SIZE, 64kB, 64000",
    "SIZE, 8M, 8388608",
    "SIZE, 8MiB, 8388608",
    "SIZE, 8 mebibytes, 8388608",
    "SIZE, 8MB, 8000000",
    "SIZE, 1.5K, 1536",
    "SIZE, .5K, 512",
    "SIZE, 1e3, 1000",
    "SIZE, 1T, 1099511627776",
    "SIZE, 7E, 8070450532247928832",
    "SIZE, -1K, -1024",
    "TIME, 0, 0",
    "TIME, 1ps, 1",
    "TIME, 10ns, 10000",
    "TIME, 2us, 2000000",
    "TIME, 2µs, 2000000",
    "TIME, 10ms, 10000000000",
    "TIME, 1.000000000001s, 1000000000001",
    "TIME, 0.1 s, 100000000000",
    "TIME, 2 seconds, 2000000000000",
    "TIME, 5m, 300000000000000",
    "TIME, 1h, 3600000000000000",
    "FREQUENCY, 3GHz, 3000000000",
    "FREQUENCY, 2.66 GHz, 2660000000",
    "FREQUENCY, 133MHz, 133000000",
    "FREQUENCY, 1000, 1000",
    "COUNT, 12, 12",
    "COUNT, +12, 12",
    "COUNT, -9223372036854775808, -9223372036854775808",
    "COUNT, 9223372036854775807, 9223372036854775807",
    "COUNT, 1.0E10, 10000000000",
    "CYCLES, 0.25, 250",
    "CYCLES, 1500, 1500000",
    "CYCLES, 0.001, 1",
  })
  void readsNumbersWithUnits(Quantity quantity, String text, long value) {
    assertThat(quantity.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "TIME, 10 parsecs, has the unknown unit \"parsecs\"",
    "TIME, 10, has no unit",
    "TIME, 0.1ps, is not a whole number of picoseconds",
    "TIME, 107 days, has the unknown unit \"days\"",
    "TIME, 9223373s, is beyond 2^63",
    "TIME, 1e999999999s, is beyond 2^63",
    "TIME, 1e-999999999s, is not a whole number of picoseconds",
    "TIME, fast, is not a number with a unit",
    "TIME, 1 2 ms, is not a number with a unit",
    "SIZE, 10ms, has the unknown unit \"ms\"",
    "SIZE, 8E, is beyond 2^63",
    "SIZE, 0.3B, is not a whole number of bytes",
    "SIZE, '', is not a number with a unit",
    "SIZE, 64K8, is not a number with a unit",
    "SIZE, 1e99999999999, is not a number with a unit",
    "FREQUENCY, 3 ghz, has the unknown unit \"ghz\"",
    "COUNT, 1.5, is not whole",
    "COUNT, 12K, has the unknown unit \"K\"",
    "COUNT, 9223372036854775808, is beyond 2^63",
    "COUNT, 0x10, is not a number",
    "COUNT, NaN, is not a number",
    "CYCLES, 0.0001, is not a whole number of thousandths of a cycle",
  })
  void saysWhatIsWrongWithAnythingElse(Quantity quantity, String text, String complaint) {
    assertThatThrownBy(() -> quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "SIZE, 0, 0",
    "SIZE, 65536, 64K",
    "SIZE, 8388608, 8M",
    "SIZE, 1000, 1000B",
    "SIZE, 1099511627776, 1T",
    "TIME, 10000000000, 10ms",
    "TIME, 1, 1ps",
    "TIME, 90000000000000, 90s",
    "FREQUENCY, 2660000000, 2660MHz",
    "COUNT, 1024, 1024",
  })
  void writesValuesInTheLargestUnitThatFits(Quantity quantity, long value, String text) {
    assertThat(quantity.format(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(names = {"SIZE", "TIME", "FREQUENCY", "COUNT"})
  void readsBackWhatItWrites(Quantity quantity) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2_000; i++) {
      long value = random.nextLong() >> random.nextInt(64) << random.nextInt(20);
      assertThat(quantity.parse(quantity.format(value))).isEqualTo(value);
    }
  }

  @Test
  void namesTheUnitsItExpects() {
    assertThat(Quantity.TIME.expectation())
        .isEqualTo("a time span such as 10ms (units: ps, ns, us, ms, s, m, h)");
    assertThat(Quantity.COUNT.expectation()).isEqualTo("a whole number");
  }
}
