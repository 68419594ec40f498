package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.Step;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.workload.disk.ffsb.FfsbProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/disk.md says what the code says. */
class DocumentedDiskTest {

  private static String section(String title) throws IOException {
    String document = Files.readString(Path.of("..", "docs", "disk.md"));
    int from = document.indexOf("\n## " + title + "\n");
    int to = document.indexOf("\n## ", from + 1);
    return document.substring(from, to < 0 ? document.length() : to);
  }

  private static List<String> rows(String title) throws IOException {
    return section(title).lines().filter(line -> line.startsWith("| `")).toList();
  }

  @Test
  void everyParameterIsThereWithItsDefault() throws IOException {
    List<String> expected = new ArrayList<>();
    for (ParameterSpec spec : DiskOptions.PARAMETERS) {
      expected.add("| `%s` | %s | %s |".formatted(spec.name(), spec.defaultValue(), spec.doc()));
    }
    assertThat(rows("Parameters")).isEqualTo(expected);
  }

  @Test
  void everyStepIsThereWithItsPrice() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Step step : DiskSteps.all()) {
      expected.add(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %,d |",
              step.id(),
              step.unit(),
              step.fallback().milliCycles() / 1000));
    }
    assertThat(rows("Steps")).isEqualTo(expected);
  }

  @Test
  void everyFigureIsThereWithItsUnitAndMeaning() throws IOException {
    SortedMap<String, String> expected = new TreeMap<>();
    List<String> histograms = new ArrayList<>();
    MetricSink sink =
        new MetricSink() {
          @Override
          public void metric(String name, long value, String unit, String meaning) {
            expected.put(name, "| `%s` | %s | %s |".formatted(name, unit, meaning));
          }

          @Override
          public void distribution(Distribution distribution) {
            histograms.add(distribution.name());
          }
        };
    String profile =
        """
        time=1
        directio=1
        [filesystem]
        location=/a
        num_files=1
        min_filesize=64k
        max_filesize=64k
        [end]
        [threadgroup]
        num_threads=1
        read_weight=1
        read_size=4k
        read_blocksize=4k
        [end]
        """;
    new StackRun(Options.of("duration=10ms"))
        .run(new FfsbBenchmark(FfsbProfile.parse("test", profile), 10_000_000_000L), 1, sink);

    assertThat(rows("Figures")).containsExactlyElementsOf(expected.values());
    assertThat(histograms)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(section("Figures")).contains("`" + name + "`"));
  }
}
