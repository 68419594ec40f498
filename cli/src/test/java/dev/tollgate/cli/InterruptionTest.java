package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops a real process of the program, as Ctrl-C does. */
class InterruptionTest {

  private static final int RUNS = 2_000;

  private final Path folder;

  InterruptionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void finishedRunsAreKeptWhenTheUserStopsTheProgram() throws Exception {
    Path experiment =
        Files.writeString(
            folder.resolve("long.conf"),
            """
            use { machine = lab, workload = practice, iommu = calgary, policy = deferred }
            vary { workload.practice.buffers = { from = 500001, to = 502000, step = 1 } }
            """);
    Path out = folder.resolve("out");
    Path log = folder.resolve("log");
    Process process = Program.start(log, "run", experiment.toString(), "--out", out.toString());
    try {
      Program.waitForLines(out.resolve("runs.jsonl"), 3);
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    int kept = Files.readAllLines(out.resolve("runs.jsonl")).size();
    Results results = ResultsFile.read(out);
    assertThat(results.runs()).hasSize(RUNS);
    assertThat(results.runs().stream().filter(RunRecord::finished).count())
        .isBetween(3L, (long) kept);
    assertThat(results.runs().get(RUNS - 1).failure())
        .isNotNull()
        .extracting(FailureRecord::kind)
        .isEqualTo(FailureRecord.Kind.INTERRUPTED);
    assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("tollgate: stopped; ");
  }
}
