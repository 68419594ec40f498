package dev.tollgate.workload.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Holds the formatter to what glibc 2.36 printed for 942 pairs of a format and a number. */
class CFormatTest {

  @Test
  void printsNumbersAsTheLibraryDoes() {
    int compared = 0;
    for (String line : Resources.text(getClass(), "glibc-printf.txt").split("\n")) {
      String[] field = line.split("\t", -1);
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(field[1], 16));
      assertThat(CFormat.format(field[0], value))
          .as("%s of %s", field[0], value)
          .isEqualTo(field[2]);
      compared++;
    }
    assertThat(compared).isEqualTo(942);
  }

  @Test
  void roundsTheNumberAndNotItsText() {
    assertThat(CFormat.format("%.2f %.2f", 0.125, 0.285)).isEqualTo("0.12 0.28");
  }

  @Test
  void letsWideValuesPushTheColumn() {
    assertThat(CFormat.format("%-6.2f|%6d|%-8.8s|", 123456.789, 12345678, "10^6bits/long"))
        .isEqualTo("123456.79|12345678|10^6bits|");
  }

  @Test
  void padsOnTheSideTheFlagSays() {
    assertThat(CFormat.format("[%5d][%-5d][%05d][%05d][%3s][%-3c]", 7, 7L, 7, -7, "a", 'b'))
        .isEqualTo("[    7][7    ][00007][-0007][  a][b  ]");
  }

  @Test
  void knowsWhatIsNoNumber() {
    assertThat(CFormat.format("%6.2f|%g|%e|%05f", 1.0 / 0, -1.0 / 0, 0.0 / 0, 1.0 / 0))
        .isEqualTo("   inf|-inf|-nan|  inf");
  }

  @Test
  void doesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(CFormat.format("%.1f", 1.5)).isEqualTo("1.5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesFormatsThatDoNotFit() {
    assertThatThrownBy(() -> CFormat.format("%d")).hasMessageContaining("more conversions");
    assertThatThrownBy(() -> CFormat.format("x", 1)).hasMessageContaining("more arguments");
    assertThatThrownBy(() -> CFormat.format("%d", 1.5)).hasMessageContaining("whole number");
    assertThatThrownBy(() -> CFormat.format("%f", "a")).hasMessageContaining("not a number");
    assertThatThrownBy(() -> CFormat.format("%q", 1)).hasMessageContaining("%q");
    assertThatThrownBy(() -> CFormat.format("100%")).hasMessageContaining("without an end");
  }
}
