package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.repeat.StudentInterval;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.SummaryRecord;
import dev.tollgate.cli.results.SummaryRecord.SpreadRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code repeat = n}: what runs that differ in their seed only say together. */
class RepeatTest {

  private static final String SEEDED =
      """
      use { machine = lab, workload = replay, policy = deferred }
      vary {
        workload.replay.trace = ["%s"]
        iommu = [off, calgary]
      }
      repeat = %d
      """;

  private static final Path TRACE =
      Path.of("..", "examples", "traces", "tx16k-strict.ftrace.gz").toAbsolutePath().normalize();

  private final Path folder;
  private final Path out;

  RepeatTest(@TempDir Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out");
  }

  private Shell run(String experiment) throws IOException {
    Path file = Files.writeString(folder.resolve("e.conf"), experiment);
    return Shell.run("run", file.toString(), "--out", out.toString());
  }

  @Test
  void everyFigureHasItsMeanAndInterval() throws IOException {
    Shell shell = run(SEEDED.formatted(TRACE, 3));
    Results results = ResultsFile.read(out);
    assertThat(results.summary()).hasSize(2);
    SummaryRecord calgary = results.summary().get(1);
    assertThat(calgary.coordinates()).containsEntry("iommu", "calgary").doesNotContainKey("repeat");
    assertThat(calgary.runs()).containsExactly(4, 5, 6);
    assertThat(calgary.sameForAllSeeds()).isFalse();
    List<Long> values =
        results.runs().subList(3, 6).stream()
            .map(RunRecord::metrics)
            .map(metrics -> metrics.get("bus.bytes.read"))
            .map(figure -> figure == null ? 0 : figure.value())
            .toList();
    assertThat(values.stream().distinct()).hasSizeGreaterThan(1);
    StudentInterval interval = StudentInterval.of(values);
    assertThat(calgary.metrics().get("bus.bytes.read"))
        .isEqualTo(
            new SpreadRecord(
                "bytes",
                3,
                mean(values),
                rounded(interval.mean().subtract(interval.half())),
                rounded(interval.mean().add(interval.half())),
                values.stream().min(Long::compare).orElseThrow(),
                values.stream().max(Long::compare).orElseThrow()));
    assertThat(calgary.metrics().get("dma.maps"))
        .isEqualTo(
            new SpreadRecord(
                "count",
                3,
                new BigDecimal("7723"),
                new BigDecimal("7723.000"),
                new BigDecimal("7723.000"),
                7723,
                7723));
    assertThat(calgary.metrics()).doesNotContainKey("safety.cross-device");

    assertThat(shell.out.lines().map(line -> line.replaceFirst(" *│.*", "")))
        .containsSubsequence("off", "  ± (3 seeds)", "calgary/deferred", "  ± (3 seeds)");
    assertThat(Files.readAllLines(out.resolve("summary.csv")))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("iommu,runs,same for all seeds,bus.")
        .contains(",bus.bytes.read,bus.bytes.read.low,");
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(7);
    assertThat(Jsoup.parse(Files.readString(out.resolve("report.html"))).select("#comparison"))
        .extracting(Object::toString)
        .asString()
        .contains(" ± ")
        .contains("Means over several seeds");
    assertThat(Shell.run("report", out.toString()).out).isEqualTo(shell.out);
  }

  @Test
  void whatDoesNotDependOnTheSeedHasNoInterval() throws IOException {
    Shell shell = run("use { machine = lab, workload = hoard, allocator = slab }\nrepeat = 3");
    SummaryRecord summary = ResultsFile.read(out).summary().get(0);
    assertThat(summary.runs()).containsExactly(1, 2, 3);
    assertThat(summary.sameForAllSeeds()).isTrue();
    assertThat(summary.metrics().values())
        .isNotEmpty()
        .allSatisfy(
            spread -> {
              assertThat(spread.low()).isNull();
              assertThat(spread.high()).isNull();
              assertThat(spread.mean()).isEqualTo(BigDecimal.valueOf(spread.min()));
            });
    assertThat(shell.out).doesNotContain("±");
  }

  @Test
  void failedRunsDoNotCount() throws IOException {
    run(
        """
        use { machine = lab, workload = practice, iommu = calgary, policy = strict }
        vary { workload.practice.fail = [no, invariant] }
        repeat = 2
        """);
    List<SummaryRecord> summary = ResultsFile.read(out).summary();
    assertThat(summary.get(0).runs()).containsExactly(1, 2);
    assertThat(summary.get(1).runs()).isEmpty();
    assertThat(summary.get(1).metrics()).isEmpty();
    assertThat(summary.get(1).sameForAllSeeds()).isFalse();
  }

  @Test
  void withoutRepetitionThereIsNoSummary() throws IOException {
    run(SEEDED.formatted(TRACE, 2));
    assertThat(out.resolve("summary.csv")).exists();
    run(SEEDED.formatted(TRACE, 1));
    assertThat(out.resolve("summary.csv")).doesNotExist();
    assertThat(ResultsFile.read(out).summary()).isEmpty();
  }

  private static BigDecimal mean(List<Long> values) {
    long sum = values.stream().mapToLong(Long::longValue).sum();
    return sum % values.size() == 0
        ? BigDecimal.valueOf(sum / values.size())
        : BigDecimal.valueOf(sum)
            .divide(BigDecimal.valueOf(values.size()), 3, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal rounded(BigDecimal value) {
    return value.setScale(3, RoundingMode.HALF_EVEN);
  }
}
