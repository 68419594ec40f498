package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private static final String ONE_RUN =
      """
      title = "One run"
      use { machine = lab, workload = practice, iommu = calgary, policy = strict }
      """;

  private final Path folder;

  MainTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "run ", "replay ", "plugins ", "trace ", "trace info ", "report ", "claims "})
  void everyCommandHasHelp(String command) {
    Shell shell = Shell.run((command + "--help").split(" "));
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out).contains("Usage: tollgate " + command.strip()).contains("--help");
    assertThat(shell.err).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "replya, 'unknown command replya; did you mean replay?'",
    "trace inof, 'unknown command inof; did you mean info?'",
    "run --otu x, 'unknown option --otu; did you mean --out?'",
    "plugins --jason, 'unknown option --jason; did you mean --json?'",
    "run a.conf b.conf, unexpected argument b.conf",
    "replay, Missing required parameter: 'TRACE'",
    "report, Missing required parameter: 'DIR'",
    "'', a command is missing",
    "trace, a command is missing",
  })
  void misuseIsExplained(String arguments, String complaint) {
    Shell shell = Shell.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).startsWith("tollgate: " + complaint).contains("--help");
    assertThat(shell.out).isEmpty();
  }

  @Test
  void versionNamesToolJavaAndPlugins() {
    Shell shell = Shell.run("--version");
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .contains("tollgate ")
        .contains("Java " + System.getProperty("java.version"))
        .contains("plugin practice ");
  }

  @Test
  void runWritesResultsAndPrintsTheTable() throws IOException {
    Path out = folder.resolve("out");
    Shell shell = Shell.run("run", experiment(ONE_RUN), "--out", out.toString());
    assertThat(shell.err).contains("[1/1] calgary/strict");
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .contains("One run")
        .contains("calgary/strict")
        .contains("Report: " + out.resolve("report.html"));
    try (var files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("results.json", "results.csv", "report.html", "runs.jsonl");
    }
  }

  @Test
  void settingsOfTheCommandLineGoFirst() throws IOException {
    Path out = folder.resolve("out");
    Shell shell =
        Shell.run(
            "run",
            experiment(ONE_RUN + "workload.practice.buffers = 3"),
            "--set",
            "workload.practice.buffers=5",
            "--seed",
            "77",
            "--out",
            out.toString());
    assertThat(shell.exitCode).isZero();
    Results results = ResultsFile.read(out);
    assertThat(results.runs().get(0).spec().seed()).isEqualTo(77);
    assertThat(results.runs().get(0).spec().parameters().get("workload.practice"))
        .containsEntry("buffers", 5L);
    assertThat(results.runs().get(0).metrics()).containsEntry("dma.maps", new Figure(5, "count"));
  }

  @ParameterizedTest
  @CsvSource({"invariant, 1", "defect, 1", "memory, 1", "bad-input, 2", "no, 0"})
  void exitCodeTellsWhoseFaultAFailureIs(String failure, int exitCode) throws IOException {
    String file = experiment(ONE_RUN + "workload.practice.fail = " + failure);
    assertThat(Shell.run("run", file, "--out", folder.resolve("out").toString()).exitCode)
        .isEqualTo(exitCode);
  }

  @Test
  void failingRunLosesNoOther() throws IOException {
    Path out = folder.resolve("out");
    String file =
        experiment(
            ONE_RUN + "vary { workload.practice.fail = [no, invariant, memory, defect, no] }");
    Shell shell =
        Shell.run(
            "run", file, "--out", out.toString(), "--set", "vary.workload.practice.buffers=[1,2]");
    assertThat(shell.exitCode).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(shell.out)
        .contains("calgary/strict")
        .contains("invariant violated: the table says 12, the bitmap 13")
        .contains("out of memory: ")
        .contains("error: java.lang.IllegalStateException: a defect");
    Results results = ResultsFile.read(out);
    assertThat(results.runs()).hasSize(8);
    assertThat(results.runs().stream().filter(run -> run.finished())).hasSize(2);
    assertThat(Files.readAllLines(out.resolve("runs.jsonl"))).hasSize(8);
  }

  @Test
  void badInputOfAllRunsIsSaidOnce() throws IOException {
    Files.writeString(folder.resolve("input.txt"), "");
    String file =
        experiment(
            """
            use { machine = lab, workload = practice }
            workload.practice { fail = bad-input, input = "input.txt" }
            """);
    Shell shell = Shell.run("run", file, "--out", folder.resolve("out").toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err)
        .containsPattern(
            "\ntollgate: bad input: input.txt:7: the line makes no sense \\(all \\d+ runs\\)\n$")
        .containsOnlyOnce("makes no sense");
    assertThat(shell.out).doesNotContain("cycles");
  }

  @Test
  void stackTraceOnlyOnRequest() throws IOException {
    String file = experiment("use { machine = lob, workload = practice }");
    Shell without = Shell.run("run", file, "--out", folder.toString());
    assertThat(without.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(without.err)
        .contains("unknown machine lob; did you mean lab?")
        .doesNotContain("\tat ");
    Shell with = Shell.run("run", file, "--out", folder.toString(), "--stacktrace");
    assertThat(with.err).contains("unknown machine lob").contains("\tat dev.tollgate");
  }

  @Test
  void unwritableFolderIsRefusedBeforeAnythingRuns() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    Shell shell =
        Shell.run("run", experiment(ONE_RUN), "--out", inTheWay.resolve("out").toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err)
        .startsWith("tollgate: " + inTheWay.resolve("out") + " cannot be written")
        .doesNotContain("[1/1]");
  }

  @Test
  void jobsMustBePositive() throws IOException {
    Shell shell = Shell.run("run", experiment(ONE_RUN), "--jobs", "0");
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("--jobs is 0; expected a number above 0");
  }

  @Test
  void missingExperimentIsNamed() {
    Shell shell = Shell.run("run", folder.resolve("none.conf").toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("none.conf: no such file");
  }

  @Test
  void pluginsAreListedWithTheirParameters() {
    Shell shell = Shell.run("plugins");
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .contains("workload practice: Maps and unmaps buffers, and fails on demand.")
        .contains("workload.practice.buffers = 8")
        .contains("How many buffers to map and unmap. (a whole number from 0 to 1000000)")
        .contains("IOMMU calgary: ")
        .contains("machines: ")
        .containsPattern("cost profiles:\n  g5: (.|\n)*\\(\\d+ prices, all\\s+estimated\\)");
    // A plugin's heading names its jar, however deep that lies; all else is wrapped.
    assertThat(shell.out.lines().filter(line -> line.startsWith(" ")))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 110);
  }

  @Test
  void pluginsAreListedAsJson() throws IOException {
    JsonNode plugins = new ObjectMapper().readTree(Shell.run("plugins", "--json").out);
    for (JsonNode plugin : plugins) {
      if (plugin.get("id").asText().equals("practice")) {
        JsonNode buffers = plugin.get("parts").get(1).get("parameters").get(0);
        assertThat(buffers.get("path").asText()).isEqualTo("workload.practice.buffers");
        assertThat(buffers.get("type").asText()).isEqualTo("integer");
        assertThat(buffers.get("default").asText()).isEqualTo("8");
        assertThat(buffers.get("minimum").asLong()).isZero();
        assertThat(buffers.get("maximum").asLong()).isEqualTo(1_000_000);
        return;
      }
    }
    throw new AssertionError("plugin practice is not listed");
  }

  @Test
  void reportIsMadeAnewWithoutRunning() throws IOException {
    Path out = folder.resolve("out");
    Shell first = Shell.run("run", experiment(ONE_RUN), "--out", out.toString());
    String html = Files.readString(out.resolve("report.html"));
    String csv = Files.readString(out.resolve("results.csv"));
    Files.delete(out.resolve("report.html"));
    Files.writeString(out.resolve("results.csv"), "old");
    Shell again = Shell.run("report", out.toString());
    assertThat(again.exitCode).isZero();
    assertThat(again.out).isEqualTo(first.out);
    assertThat(again.err).isEmpty();
    assertThat(Files.readString(out.resolve("report.html"))).isEqualTo(html);
    assertThat(Files.readString(out.resolve("results.csv"))).isEqualTo(csv);
  }

  @Test
  void reportNeedsAFolderOfResults() {
    Shell shell = Shell.run("report", folder.toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(folder + " holds no results.json");
  }

  private String experiment(String text) throws IOException {
    return Files.writeString(folder.resolve("experiment.conf"), text).toString();
  }
}
