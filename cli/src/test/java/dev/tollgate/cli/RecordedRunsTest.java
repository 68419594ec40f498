package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.ResultsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same experiment gives the same bytes with one job and with two, and the same runs as those
 * that were recorded, on whatever Java: each Java compares its own with them.
 *
 * <p>Whoever changes what runs measure records them anew with {@value #HOW}; the digests stand in
 * {@code digests.properties} beside this test's resources, one for each workload.
 */
class RecordedRunsTest {

  private static final String RECORD = "tollgate.record";
  private static final String HOW =
      "mvn -Pquick -pl cli -am test -Dtest=RecordedRunsTest -Dtollgate.record=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final Path DIGESTS =
      Path.of("src", "test", "resources", "dev", "tollgate", "cli", "digests.properties");

  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  private static final Map<String, String> EXPERIMENTS =
      Map.of(
          "stream",
          """
          use { machine = x460, workload = stream, allocator = slab, policy = native }
          vary {
            workload.stream.test = [TCP_STREAM, TCP_MAERTS, TCP_RR, UDP_STREAM]
            iommu = [off, calgary, dart]
          }
          workload.stream { duration = 4ms, message-size = 1K }
          """,
          "disk",
          """
          use { machine = x460, workload = disk, allocator = slab, policy = native }
          vary {
            workload.disk.profile = ["EXAMPLES/profiles/mixed_workload.ffsb", "EXAMPLES/profiles/random-read.fio"]
            workload.disk.device = [fc-san, nvme]
            iommu = [off, calgary, dart]
          }
          workload.disk { duration = 3ms, page-cache = 4M }
          """,
          "replay",
          """
          use { machine = lab, workload = replay }
          workload.replay.trace = "EXAMPLES/traces/tx16k-strict.ftrace.gz"
          vary { iommu = [off, calgary, dart], policy = [native, strict, deferred] }
          """,
          "allocations",
          """
          use { machine = lab, workload = allocations }
          workload.allocations.trace = "EXAMPLES/traces/tiny-table5.kmem.ftrace"
          vary { allocator = [slab, slob] }
          """);

  @ParameterizedTest
  @CsvSource({"stream", "disk", "replay", "allocations"})
  void runsAreTheRecordedOnesWhateverTheJavaAndTheJobs(String name, @TempDir Path folder)
      throws IOException {
    Path experiment =
        Files.writeString(
            folder.resolve("experiment.conf"),
            Objects.requireNonNull(EXPERIMENTS.get(name)).replace("EXAMPLES", EXAMPLES.toString()));
    Path alone = run(experiment, folder.resolve("alone"), 1);
    Path together = run(experiment, folder.resolve("together"), 2);
    assertThat(together.resolve(ResultsFile.NAME))
        .as("one job and two")
        .hasSameBinaryContentAs(alone.resolve(ResultsFile.NAME));
    String runs = Json.line(ResultsFile.read(alone).runs()).replace(EXAMPLES.toString(), "");
    assertThat(runs).contains("\"failure\":null").doesNotContain("\"failure\":{");
    String digest = Hashing.sha256().hashString(runs, StandardCharsets.UTF_8).toString();
    if (Boolean.getBoolean(RECORD)) {
      record(name, digest);
    }
    assertThat(recorded())
        .as("runs of %s differ from those recorded; if that was meant: %s", name, HOW)
        .containsEntry(name, digest);
  }

  private static Path run(Path experiment, Path out, int jobs) {
    Shell shell =
        Shell.run(
            "run",
            experiment.toString(),
            "--out",
            out.toString(),
            "--jobs",
            Integer.toString(jobs));
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.FINE);
    return out;
  }

  private static Map<String, String> recorded() throws IOException {
    Properties read = new Properties();
    if (Files.exists(DIGESTS)) {
      try (var in = Files.newBufferedReader(DIGESTS)) {
        read.load(in);
      }
    }
    Map<String, String> digests = new TreeMap<>();
    read.forEach((key, value) -> digests.put((String) key, (String) value));
    return digests;
  }

  private static synchronized void record(String name, String digest) throws IOException {
    Map<String, String> digests = new TreeMap<>(recorded());
    digests.put(name, digest);
    List<String> lines =
        digests.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    Files.createDirectories(DIGESTS.getParent());
    Files.write(DIGESTS, lines);
  }
}
