package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final ImmutableList<String> NAMES =
      ImmutableList.of("table-size", "reserve", "ram", "cpus", "clock", "iotlb-entries");

  @ParameterizedTest
  @CsvSource({
    "tabel-size, table-size",
    "table_size, table-size",
    "tableSize, table-size",
    "TABLE-SIZE, table-size",
    "reserved, reserve",
    "resreve, reserve",
    "rma, ram",
    "cpu, cpus",
    "clocks, clock",
    "iotlb-entires, iotlb-entries",
  })
  void findsWhatAMistypedNameMeant(String wrong, String meant) {
    assertThat(NearestName.of(wrong, NAMES)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"size", "xyz", "frequency", "tlb"})
  void staysSilentWhenMoreThanAThirdIsWrong(String wrong) {
    assertThat(NearestName.of(wrong, NAMES)).isNull();
  }

  @Test
  void choosesTheFirstInOrderAmongEquallyNearOnes() {
    assertThat(NearestName.of("a3", ImmutableList.of("a2", "a1"))).isEqualTo("a1");
  }

  @Test
  void hintsAtTheNearestOrListsAllOrSaysThereAreNone() {
    assertThat(NearestName.hint("cpu", NAMES, "keys")).isEqualTo("; did you mean cpus?");
    assertThat(NearestName.hint("x", ImmutableList.of("bbbb", "aaaa"), "keys"))
        .isEqualTo("; known keys: aaaa, bbbb");
    assertThat(NearestName.hint("x", ImmutableList.of(), "keys"))
        .isEqualTo("; there are no keys here");
  }
}
