package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no column", "%s", "%-17s %6d|%4d", "%-3s%2d : %1d ", " %12s %d %-4d"})
  void columnsStandWhereJavaSetsThem(String pattern) {
    Object[] values = {"size-4096", 12_345_678L, -7};
    StringBuilder text = new StringBuilder("before: ");

    Columns.append(text, pattern, values);

    assertThat(text.toString()).isEqualTo("before: " + String.format(Locale.ROOT, pattern, values));
  }
}
