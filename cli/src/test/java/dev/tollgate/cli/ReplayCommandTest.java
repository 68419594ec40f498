package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {

  private final Path folder;
  private final Path trace;

  ReplayCommandTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    trace =
        Files.writeString(folder.resolve("plain.trace"), "table 8192\nmap 1 2\nmap 2 1\nunmap 1\n");
  }

  @Test
  void allCombinationsAreReplayedOrExplained() throws IOException {
    Path out = folder.resolve("out");
    Shell shell =
        Shell.run("replay", trace.toString(), "--machine", "oracle", "--out", out.toString());
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .startsWith("Replay of plain.trace\n")
        .contains("calgary/strict")
        .contains("calgary/native")
        .containsPattern("\noff +│");
    Results results = ResultsFile.read(out);
    assertThat(results.runs().get(0).spec().parameters().get("workload.replay"))
        .containsEntry("trace", trace.toString());
    assertThat(results.notApplicable())
        .filteredOn(combination -> combination.iommu().equals("dart"))
        .isNotEmpty()
        .allSatisfy(combination -> assertThat(combination.reason()).contains("entries lead to"));
  }

  @Test
  void aUnitThatTheMachineIsTooLargeForIsNotRun() {
    Shell shell = Shell.run("replay", trace.toString(), "--machine=oracle", "--iommu=dart");
    assertThat(shell.out + shell.err).contains("entries lead to");
    assertThat(shell.out).doesNotContain("dart/strict ");
  }

  @Test
  void chosenOnesOnly() {
    Shell shell =
        Shell.run(
            "replay",
            trace.toString(),
            "--machine=oracle",
            "--iommu=off,calgary",
            "--policy=strict");
    assertThat(shell.exitCode).isZero();
    assertThat(shell.err).contains("[2/2]");
    assertThat(shell.out).doesNotContain("native").doesNotContain("Report:");
  }

  @Test
  void placementsAreThoseOfTheDriversOwnPolicy() throws IOException {
    Path placements = folder.resolve("placements");
    Shell shell =
        Shell.run(
            "replay",
            "--machine=oracle",
            "--iommu=calgary",
            "--set",
            "iommu.calgary.reserve=false",
            "--placements",
            placements.toString(),
            trace.toString());
    assertThat(shell.exitCode).isZero();
    assertThat(shell.err).contains("[1/1] calgary/native");
    assertThat(placements).hasContent("1 0\n2 2\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', --placements needs one trace",
    "'--iommu calgary,off', --placements needs one trace",
    "'--iommu calgary --policy native,strict', --placements needs one trace",
  })
  void placementsNeedOneCombination(String options, String complaint) {
    String arguments = "replay --placements p " + trace + " " + options;
    Shell shell = Shell.run(arguments.strip().split(" "));
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(complaint);
  }

  @Test
  void badTracesAreNamed() throws IOException {
    Path junk = Files.write(folder.resolve("junk"), new byte[] {0, 1, 2, 3, 0, 9});
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertComplaint(junk, "junk:1: binary data");
    assertComplaint(empty, "empty");
    assertComplaint(folder, folder + ": a directory; expected a file");
    assertComplaint(folder.resolve("none"), "none: no such file");
  }

  @Test
  void unknownNamesAreExplained() {
    Shell shell = Shell.run("replay", trace.toString(), "--iommu", "calgry");
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err)
        .isEqualTo("tollgate: --iommu: unknown IOMMU calgry; did you mean calgary?\n");
    assertThat(Shell.run("replay", trace.toString(), "--machine", "lob").err)
        .contains("--machine: unknown machine lob; did you mean lab?");
    assertThat(Shell.run("replay", trace.toString(), "--set", "iommu.calgary.tabel=1").err)
        .contains(
            "--set iommu.calgary.tabel=1: unknown key iommu.calgary.tabel; did you mean table?");
  }

  private static void assertComplaint(Path trace, String complaint) {
    Shell shell = Shell.run("replay", trace.toString());
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(complaint);
    assertThat(shell.out).isEmpty();
  }
}
