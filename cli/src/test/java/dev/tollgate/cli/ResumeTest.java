package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.ResultsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that a folder of results holds are not done again, unless something about them changed. */
class ResumeTest {

  private static final String EXPERIMENT =
      """
      use { machine = lab, workload = practice, policy = strict }
      workload.practice.input = "input.txt"
      vary {
        workload.practice.buffers = [1, 2, 3]
        iommu = [off, calgary]
      }
      """;

  private static final String ALLOCATING =
      """
      use { machine = lab, workload = hoard }
      vary {
        workload.hoard.objects = [10, 20, 30]
        allocator = [slab, slob]
      }
      """;

  private final Path folder;
  private final Path out;

  ResumeTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.out = folder.resolve("out");
    Files.writeString(folder.resolve("input.txt"), "a");
  }

  @Test
  void nothingIsDoneTwice() throws IOException {
    assertThat(run(EXPERIMENT).err).contains("[6/6]").doesNotContain("kept");
    Map<String, String> first = contents();
    Shell again = run(EXPERIMENT);
    assertThat(again.exitCode).isZero();
    assertThat(again.err).isEqualTo("[6/6] kept from before (--fresh does them again)\n");
    assertThat(contents()).isEqualTo(first);
  }

  @Test
  void onlyWhatIsNewIsDoneAndItsPlaceDoesNotMatter() throws IOException {
    run(EXPERIMENT.replace("[1, 2, 3]", "[1, 3]"));
    Shell more = run(EXPERIMENT);
    assertThat(more.err).contains("[4/6] kept").contains("[6/6]");
    Map<String, String> together = contents();
    run(EXPERIMENT, "--fresh");
    assertThat(contents()).isEqualTo(together);
  }

  @Test
  void filesOfRunsMoveWithThem() throws IOException {
    run(ALLOCATING);
    Files.writeString(out.resolve("run-1/mine.txt"), "the user's own");
    Shell fewer = run(ALLOCATING.replace("[10, 20, 30]", "[30, 20]"));
    assertThat(fewer.err).isEqualTo("[4/4] kept from before (--fresh does them again)\n");
    Map<String, String> moved = contents();
    assertThat(moved).containsKeys("run-3/slabinfo-2.1", "run-1/mine.txt");
    assertThat(moved.keySet()).noneMatch(name -> name.startsWith("run-5/"));
    run(ALLOCATING.replace("[10, 20, 30]", "[30, 20]"), "--fresh");
    assertThat(contents()).isEqualTo(moved);
  }

  @Test
  void aRunWhoseFilesAreGoneIsDoneAgain() throws IOException {
    run(ALLOCATING);
    Map<String, String> whole = contents();
    Files.delete(out.resolve("run-1/slabinfo-2.1"));
    Files.writeString(out.resolve("run-3/slabinfo-2.1"), "changed");
    assertThat(run(ALLOCATING).err).contains("[4/6] kept");
    assertThat(contents()).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seed=7",
        "--set=run.dma-debug=true",
        "--set=iommu.calgary.table=64K",
        "--set=cost.mmio-read=900",
        "--set=machine.ram=1G",
      })
  void aRunThatAnythingDecidesAnewIsDoneAgain(String change) throws IOException {
    run(EXPERIMENT.replace("off, ", ""));
    Shell changed = run(EXPERIMENT.replace("off, ", ""), change);
    assertThat(changed.err).doesNotContain("kept").contains("[3/3]");
    assertThat(changed.exitCode).isZero();
  }

  @Test
  void aSettingOfAnotherPartChangesNothing() throws IOException {
    run(EXPERIMENT);
    assertThat(run(EXPERIMENT, "--set=iommu.dart.table=2M").err).contains("[6/6] kept");
    assertThat(run(EXPERIMENT, "--set=iommu.calgary.table=64K").err).contains("[3/6] kept");
  }

  @Test
  void aFileWithOtherContentIsAnotherInput() throws IOException {
    run(EXPERIMENT);
    Files.writeString(folder.resolve("input.txt"), "b");
    assertThat(run(EXPERIMENT).err).doesNotContain("kept");
    Files.writeString(folder.resolve("input.txt"), "b");
    assertThat(run(EXPERIMENT).err).contains("[6/6] kept");
  }

  @Test
  void aTraceWithAnotherLogBesideItIsAnotherInput() throws IOException {
    Path traces = Path.of("..", "examples", "traces");
    for (String file : List.of("ftrace.gz", "vtd.gz")) {
      Files.copy(traces.resolve("rx16k-strict+device." + file), folder.resolve("rx." + file));
    }
    String[] replay = {
      "replay", folder.resolve("rx.ftrace.gz").toString(), "--iommu", "off", "--out", out.toString()
    };
    Shell.run(replay);
    assertThat(Shell.run(replay).err).contains("[1/1] kept");
    Files.delete(folder.resolve("rx.vtd.gz"));
    assertThat(Shell.run(replay).err).doesNotContain("kept");
  }

  @Test
  void aRunThatWritesAFileBesideItsResultsIsDoneAgain() throws IOException {
    Path trace = Files.writeString(folder.resolve("plain"), "table 8192\nmap 1 2\nunmap 1\n");
    Path placements = folder.resolve("placements");
    for (int time = 0; time < 2; time++) {
      Shell shell =
          Shell.run(
              "replay",
              trace.toString(),
              "--iommu",
              "calgary",
              "--out",
              out.toString(),
              "--placements",
              placements.toString());
      assertThat(shell.exitCode).isZero();
      assertThat(placements).isNotEmptyFile();
      Files.delete(placements);
    }
  }

  @Test
  void aFailedRunIsDoneAgain() throws IOException {
    String failing = EXPERIMENT + "workload.practice.fail = bad-input";
    run(failing);
    assertThat(run(failing).err).doesNotContain("kept");
  }

  @Test
  void withFreshEverythingIsDoneAgain() throws IOException {
    run(EXPERIMENT);
    assertThat(run(EXPERIMENT, "--fresh").err).doesNotContain("kept").contains("[1/6]");
    assertThat(run(EXPERIMENT).err).contains("[6/6] kept");
  }

  @Test
  void twoProgramsDoNotWriteOneFolder() throws IOException {
    Files.createDirectories(out);
    try (var held =
            java.nio.channels.FileChannel.open(
                out.resolve("runs.jsonl"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = held.lock()) {
      assertThat(lock.isValid()).isTrue();
      Shell refused = run(EXPERIMENT);
      assertThat(refused.exitCode).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(refused.err)
          .isEqualTo(
              "tollgate: %s cannot be written: another tollgate is writing there\n"
                  .formatted(out.resolve("runs.jsonl")));
    }
  }

  @Test
  void killedAndStartedAgainTheEndResultIsThatOfOneStart() throws Exception {
    Path experiment =
        Files.writeString(
            folder.resolve("long.conf"),
            """
            title = "Killed"
            use { machine = lab }
            vary {
              workload = [practice, hoard]
              "workload.practice.buffers" = { from = 30001, to = 30012, step = 1 }
              "workload.hoard.objects" = { from = 5001, to = 5012, step = 1 }
              iommu = [off, calgary]
              policy = [strict]
              allocator = [none, slab]
            }
            repeat = 2
            """);
    Path log = folder.resolve("log");
    String[] arguments = {"run", experiment.toString(), "--jobs=2", "--out", out.toString()};
    Path journal = out.resolve("runs.jsonl");
    int finished = 0;
    for (int kills = 1; kills <= 2; kills++) {
      Process process = Program.start(log, arguments);
      try {
        Program.waitForLines(journal, finished + 7);
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 9);
      assertThat(out.resolve("results.json")).doesNotExist();
      List<String> lines = Files.readAllLines(journal);
      // The kill itself may have cut a line off.
      finished = (int) Files.readString(journal).chars().filter(c -> c == '\n').count();
      // As if the machine had stopped in the middle of a line.
      Files.writeString(
          journal, lines.get(0).substring(0, lines.get(0).length() / 2), StandardOpenOption.APPEND);
    }
    List<String> kept = Files.readAllLines(journal).subList(0, finished);
    Process last = Program.start(log, arguments);
    assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();
    int runs = ResultsFile.read(out).runs().size();
    assertThat(finished).isBetween(13, runs - 1);
    assertThat(Files.readString(log, StandardCharsets.UTF_8))
        .contains("[%d/%d] kept".formatted(finished, runs))
        .contains("[%d/%d]".formatted(finished + 1, runs));
    List<String> all = Files.readAllLines(journal);
    assertThat(all).hasSize(runs).doesNotHaveDuplicates().containsAll(kept);
    Map<String, String> resumed = contents();
    Shell.run("run", experiment.toString(), "--fresh", "--jobs=1", "--out", out.toString());
    assertThat(contents()).isEqualTo(resumed);
  }

  private Shell run(String experiment, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("experiment.conf"), experiment);
    String[] always = {"run", file.toString(), "--jobs=2", "--out", out.toString()};
    return Shell.run(Stream.concat(Stream.of(always), Stream.of(options)).toArray(String[]::new));
  }

  /** Everything in the folder of results but the journal, whose order is that of finishing. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = out.relativize(file).toString();
        if (!name.equals("runs.jsonl")) {
          contents.put(name, Files.readString(file));
        }
      }
    }
    return contents;
  }
}
