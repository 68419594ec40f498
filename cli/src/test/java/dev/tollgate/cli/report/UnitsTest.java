package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0, ps, 0",
    "1, ps, 1 ps",
    "999, ps, 999 ps",
    "999_4, ps, 9.99 ns",
    "1000, ps, 1 ns",
    "12_345_678, ps, 12.3 µs",
    "999_999_999, ps, 1 ms",
    "1_500_000_000_000, ps, 1.5 s",
    "7_200_000_000_000_000, ps, 7200 s",
    "1500, ns, 1.5 µs",
    "0, bytes, 0",
    "1023, bytes, 1023 B",
    "1024, bytes, 1 KiB",
    "1536, bytes, 1.5 KiB",
    "8_388_608, bytes, 8 MiB",
    "1500, bytes/1000, 1.5 B",
    "4_096_000, bytes/1000, 4 KiB",
    "1_024_000, byte-ms, 1 KiB·s",
    "0, count, 0",
    "99_999, count, 99999",
    "100_000, count, 100k",
    "1_234_567, count, 1.23M",
    "-5, count, -5",
    "98_345, cycles/1000, 98.3",
    "123_456, cycles/1000, 123",
    "15_818_000, cycles/1000, 15818",
    "122_000_000_000, cycles/1000, 122M",
    "3_000_000_000, Hz, 3 GHz",
    "941_480_000, bit/s, 941 Mb/s",
    "81_274, count/s, 81.3k/s",
    "2_097_152, bytes/s, 2 MiB/s",
    "7642, 1/1000, 7.64",
    "449_777, CPU/1000000, 45%",
    "62_123, CPU/1000000, 6.21%",
    "1_764_000, CPU/1000000, 176%",
    "0, ppm, 0%",
    "1, ppm, <1%",
    "10_000, ppm, 1%",
    "505_000, ppm, 51%",
    "995_000, ppm, >99%",
    "1_000_000, ppm, 100%",
    "-2, fnv1a, fffffffffffffffe",
    "12, I/O page, 12",
  })
  void figuresAreWrittenAsPeopleWriteThem(String value, String unit, String text) {
    assertThat(Units.format(Long.parseLong(value.replace("_", "")), unit)).isEqualTo(text);
  }

  @Test
  void narrowColumnsDoWithoutBlanks() {
    assertThat(Units.narrow(1536, "bytes")).isEqualTo("1.5KiB");
  }

  @Test
  void chartsGetSecondsBytesAndCycles() {
    assertThat(Units.base(1_500_000, "ps")).isEqualByComparingTo("0.0000015");
    assertThat(Units.base(1500, "bytes/1000")).isEqualByComparingTo("1.5");
    assertThat(Units.base(2500, "cycles/1000")).isEqualByComparingTo("2.5");
    assertThat(Units.base(7, "count")).isEqualByComparingTo("7");
    assertThat(Units.formatBase(new BigDecimal("0.001"), "ps")).isEqualTo("1 ms");
  }

  @Test
  void theUsersLanguageHasNoSay() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Units.format(1536, "bytes")).isEqualTo("1.5 KiB");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void partsOfNothingAreNothing() {
    assertThat(Units.partsInAMillion(5, 0)).isZero();
    assertThat(Units.partsInAMillion(Long.MAX_VALUE / 2, Long.MAX_VALUE)).isEqualTo(499_999);
  }
}
