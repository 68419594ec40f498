package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTableTest {

  private static final String TABLE = ScreenTable.of(SampleResults.all());
  private static final List<String> LINES = TABLE.lines().toList();

  @Test
  void fitsAScreenOf120Columns() {
    assertThat(LINES.subList(0, LINES.size() - 2))
        .allMatch(line -> line.codePointCount(0, line.length()) <= 120);
  }

  @Test
  void priceAndSafetyStandSideBySide() {
    assertThat(LINES.get(1)).matches(" +│ ─+ price ─+ │ ─+ safety ─+");
    assertThat(TABLE)
        .containsPattern(
            "calgary/strict +│ +8129 +163M +4% +20000 │ +0 +0 +0 +0 3.26KiB 1.46KiB +0 +0/0/100% +0\n")
        .containsPattern(
            "calgary/deferred +│ +630 +12.6M +52% +2 │ +2.15ms 4.3ms +8.6ms 42KiB 3.26KiB 1.46KiB +0 >99/0/<1% +3\n");
  }

  @Test
  void columnsStandBelowTheirHeadings() {
    int bar = LINES.get(2).indexOf('│');
    assertThat(LINES)
        .filteredOn(line -> line.startsWith("calgary/") && !line.contains("failed"))
        .isNotEmpty()
        .allMatch(line -> line.indexOf('│') == bar);
  }

  @Test
  void runsAreGroupedByScene() {
    assertThat(LINES)
        .containsSubsequence(
            "trace = examples/traces/tx16k.ftrace.gz",
            "trace = examples/traces/nvme<4k>.ftrace.gz");
  }

  @Test
  void unknownIsNotZero() {
    assertThat(TABLE)
        .containsPattern("dart/deferred .* \\? >99/<1/0%")
        .contains("?  cannot be seen: the trace names no devices (safety.cross-device)\n");
  }

  @Test
  void gapsAndFailuresAreExplained() {
    assertThat(TABLE)
        .containsOnlyOnce("not applicable: dart/strict: the U3 cannot forget single entries")
        .contains("dart/native  failed, see run 12 below\n")
        .contains(
            "run 12, dart/native, trace = examples/traces/nvme<4k>.ftrace.gz: invariant violated: "
                + "bitmap says 12 entries");
  }

  @Test
  void workThatGotDoneStandsBesideSafetyAgainstTheMachineWithoutIommu() {
    List<String> lines = List.of(ScreenTable.of(SampleStreams.all()).split("\n"));
    assertThat(lines.get(2)).containsPattern("through- +vs +CPU +vs").doesNotContain("held");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("calgary/native"))
        .first()
        .asString()
        .matches("calgary/native +│ +780Mb/s −4.9% +\\d+/800% +\\+\\d+% .*");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("off"))
        .first()
        .asString()
        .matches("off +│ +820Mb/s +\\d+/800% +[–] .*");
    assertThat(lines).allMatch(line -> line.length() <= 120);
  }
}
