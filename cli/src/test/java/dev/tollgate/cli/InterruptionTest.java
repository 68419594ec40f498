package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    Process process = start(log, "run", experiment.toString(), "--out", out.toString());
    try {
      waitForLines(out.resolve("runs.jsonl"), 3);
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

  private static Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void waitForLines(Path file, int lines) throws IOException, InterruptedException {
    for (int tries = 0; tries < 600; tries++) {
      if (Files.exists(file) && Files.readAllLines(file).size() >= lines) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no run ended in a minute");
  }
}
