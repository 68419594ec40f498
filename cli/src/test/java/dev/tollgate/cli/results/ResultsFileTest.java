package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsFileTest {

  private final Path folder;

  ResultsFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatIsWrittenIsReadBackEqual() {
    Results results = SampleResults.all();
    String text = ResultsFile.text(results);
    Results back = ResultsFile.parse("results.json", text);
    assertThat(back).isEqualTo(results);
    assertThat(ResultsFile.text(back)).isEqualTo(text);
  }

  @Test
  void extremesAreReadBackEqual() {
    RunRecord run = SampleResults.all().runs().get(0);
    Results results =
        with(
            new RunRecord(
                1,
                ImmutableMap.of("ünïcode", "\"quotes\" and \\ and \n"),
                run.spec(),
                null,
                ImmutableSortedMap.of(
                    "a", new Figure(Long.MAX_VALUE, "x"), "b", new Figure(Long.MIN_VALUE, "")),
                ImmutableList.of(),
                ImmutableList.of(
                    new DistributionRecord(
                        "d",
                        "ps",
                        "m",
                        ImmutableList.of(
                            new DistributionRecord.Bin(0, 0, 1),
                            new DistributionRecord.Bin(1, Long.MAX_VALUE, Long.MAX_VALUE)))),
                ImmutableList.of(
                    new SeriesRecord("s", "bytes", "m", "t", ImmutableList.of(0L, Long.MAX_VALUE))),
                ImmutableSortedMap.of(),
                ImmutableList.of("ends early", "ünïcode")));
    assertThat(ResultsFile.parse("x", ResultsFile.text(results))).isEqualTo(results);
  }

  @Test
  void layoutIsTheSameEverywhere() {
    String text = ResultsFile.text(SampleResults.all());
    assertThat(text)
        .startsWith("{\n  \"schema\": 4,\n  \"title\": \"First look: ")
        .endsWith("}\n")
        .doesNotContain("\r")
        .contains(
            "\"bins\": [[0,0,20000]]"
                .replace(",", ", ")
                .replace("[[", "[ [ ")
                .replace("]]", " ] ]"));
  }

  @Test
  void keysOfMetricsAndParametersAreSorted() {
    String text = ResultsFile.text(SampleResults.all());
    assertThat(text.indexOf("\"bus.reads\"")).isLessThan(text.indexOf("\"dma.maps\""));
    assertThat(text.indexOf("\"reserve\"")).isLessThan(text.indexOf("\"table\""));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'no results of Tollgate'",
    "'[]', 'no results of Tollgate: the key schema is missing'",
    "'{\"schema\": 99, \"tollgate\": \"9.9\"}', 'written with schema 99 by Tollgate 9.9; this one"
        + " reads schema 4'",
    "'{\"schema\": 4}', 'no results of Tollgate: Missing creator property'",
    "'{\"schema\": 4', 'no results of Tollgate'",
  })
  void whatIsNoResultsIsRefused(String text, String complaint) {
    assertThatThrownBy(() -> ResultsFile.parse("r/results.json", text))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("r/results.json:")
        .hasMessageContaining(complaint);
  }

  @Test
  void complaintsNameTheLine() {
    String broken =
        ResultsFile.text(SampleResults.all()).replace("\"number\": 2,", "\"number\": \"two\",");
    int line = broken.substring(0, broken.indexOf("\"two\"")).split("\n", -1).length;
    assertThatThrownBy(() -> ResultsFile.parse("results.json", broken))
        .hasMessageStartingWith("results.json:" + line + ": ");
  }

  @Test
  void missingResultsAreNamed() throws IOException {
    assertThatThrownBy(() -> ResultsFile.read(folder.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none does not exist; expected a folder of results");
    assertThatThrownBy(() -> ResultsFile.read(folder))
        .hasMessage(folder + " holds no results.json; it is no folder of results");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> ResultsFile.read(file)).hasMessageContaining("file is no folder");
  }

  private static Results with(RunRecord run) {
    return new Results(
        Results.SCHEMA,
        "",
        "1",
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of("a warning"),
        ImmutableSortedMap.of(),
        ImmutableList.of(run),
        ImmutableList.of());
  }
}
