package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What users can get wrong, through the command line: exit code, one clear message, nothing lost.
 * Two jars with one plugin are in {@code DuplicatePluginTest}, misused commands in {@link
 * MainTest}.
 */
class BadInputTest {

  private static final String THREE_POLICIES = "--policy=native,strict,deferred";
  private static final String KERNEL_LINES =
      """
            fio-1 [000] d..1. 10.000100: map: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 paddr=0x0000000001000000 size=4096
            fio-1 [000] d..1. 10.000200: unmap: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 size=4096 unmapped_size=4096
      """;

  private final Path folder;

  BadInputTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--iommu calgry | --iommu: unknown IOMMU calgry; did you mean calgary?",
        "--policy strikt | --policy: unknown policy strikt; did you mean strict?",
        "--machine lob | --machine: unknown machine lob; did you mean lab?",
        "--set iommu.calgary.tabel=1 | unknown key iommu.calgary.tabel; did you mean table?",
        "--set machine.ram=10parsecs | machine.ram is \"10parsecs\"; expected a size such as 64K",
        "--set machine.clock=3GB | machine.clock is \"3GB\"; expected a frequency",
        "--set iommu.calgary.table=65K | iommu.calgary.table is \"65K\"; expected one of 64K, 128K",
        "--set machine.cost=x46 | there is no cost profile x46; did you mean x460?",
        "--set run.seed=soon | run.seed is \"soon\"; expected a whole number",
        "--set nonsense | nonsense",
      })
  void wrongWordIsNamedBeforeAnythingRuns(String option, String complaint) throws IOException {
    Path trace = plain("map 1 1\nunmap 1\n");
    Shell shell = replay(trace, option.split(" "));
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).startsWith("tollgate: ").contains(complaint);
    assertThat(shell.err.lines()).hasSize(1);
    assertThat(shell.out).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "workload.stream.nic-receive-ring=0 | nic-receive-ring is \"0\"; expected a whole number from 2",
        "workload.stream.nic-receive-ring=100 | nic-receive-ring = 100: a ring has a power of two",
        "workload.stream.nic-receive-pending=512 | nic-receive-pending = 512: with the other rings",
        "workload.stream.link-megabits=0 | link-megabits is \"0\"; expected a whole number from 10",
        "workload.stream.program-cpu=8 | program-cpu is 8, but machine x460 has CPUs 0 to 7",
        "workload.stream.options=\"-t TCP_STREEM\" | no test 'TCP_STREEM'; did you mean TCP_STREAM?",
        "workload.stream.options=\"-l x\" | netperf options, column 4: 'x' is no whole number",
        "machine.cpus=0 | machine.cpus is \"0\"; expected a whole number from 1",
      })
  void impossibleStreamIsRefusedWithWhatWasExpected(String setting, String complaint)
      throws IOException {
    assertStreamRefused(complaint, setting);
  }

  @Test
  void moreReceiveBuffersThanMemoryAreRefusedWithTheMostThatFit() throws IOException {
    assertStreamRefused(
        "16000 buffers for frames of 1514 bytes do not fit the 16777216 bytes of memory of machine"
            + " x460; expected at most ",
        "machine.ram=16M",
        "workload.stream.nic-receive-ring=16384",
        "workload.stream.nic-return-ring=16384",
        "workload.stream.nic-receive-pending=16000");
  }

  private void assertStreamRefused(String complaint, String... settings) throws IOException {
    Path experiment =
        Files.writeString(
            folder.resolve("stream.conf"),
            """
            use { machine = x460, workload = stream, allocator = slab, iommu = off }
            workload.stream.duration = 1ms
            """);
    List<String> arguments = new ArrayList<>(List.of("run", experiment.toString()));
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    Shell shell = Shell.run(arguments.toArray(String[]::new));
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("tollgate: ").contains(complaint).doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time=1;[filesystem];locaton=/mnt;[end] | p:3: unknown option locaton in [filesystem]; did you mean location?",
        "nonsense | p:1: 'nonsense' stands outside of a section",
        "'' | p:1: no jobs; expected a section [NAME]",
        "[job];rw=randred;size=1m | p:2: rw=randred is not simulated; did you mean randread?",
        "[job];rw=randread;size=1m;ioengine=rdma | p:4: ioengine=rdma is not simulated; known engines: ",
      })
  void badProfilesAndJobFilesAreRefusedByLine(String profile, String complaint) throws IOException {
    Files.writeString(folder.resolve("p"), profile.replace(';', '\n'));
    Path experiment =
        Files.writeString(
            folder.resolve("disk.conf"),
            """
            use { machine = x460, workload = disk, allocator = slab, iommu = off }
            workload.disk { duration = 1ms, profile = "p" }
            """);
    Shell shell =
        Shell.run("run", experiment.toString(), "--out", folder.resolve("out").toString());
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("tollgate: bad input: " + complaint);
  }

  @Test
  void missingFileAndDirectoryAreNamed() {
    assertRefused(folder.resolve("none"), "none: no such file");
    assertRefused(folder, folder + ": a directory; expected a file");
  }

  @Test
  void emptyFileIsNoTrace() throws IOException {
    assertRefused(Files.writeString(folder.resolve("empty"), ""), "empty: is empty");
    assertRefused(gzip("empty.gz", ""), "empty.gz: is empty");
  }

  @Test
  void binaryJunkIsNoTrace() throws IOException {
    byte[] junk = new byte[5000];
    IntStream.range(0, junk.length).forEach(i -> junk[i] = (byte) (i * 89 % 251));
    assertRefused(Files.write(folder.resolve("junk"), junk), "junk:1: binary data");
  }

  @Test
  void otherTextIsNoTrace() throws IOException {
    Path poem = Files.writeString(folder.resolve("poem"), "roses are red\n".repeat(300));
    assertRefused(poem, "poem:1: 'roses are red' is no trace event");
  }

  @Test
  void badTraceIsSaidOnceForAllCombinations() throws IOException {
    Path poem = Files.writeString(folder.resolve("poem"), "roses are red\n");
    Shell shell = replay(poem, "--iommu=off,calgary,dart", THREE_POLICIES);
    assertThat(shell.err).containsOnlyOnce("is no trace event").endsWith(" (all 7 runs)\n");
  }

  @Test
  void truncatedKernelTraceIsReplayedUpToTheDamageAndEveryReportSaysSo() throws IOException {
    Path whole = gzip("whole.gz", KERNEL_LINES.repeat(2000));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut =
        Files.write(folder.resolve("cut.ftrace.gz"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
    Path out = folder.resolve("out");
    Shell shell = replay(cut, "--out", out.toString());
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.FINE);
    String note = "cut.ftrace.gz is damaged: the file ends inside gzip member 1, after ";
    assertThat(shell.out).containsOnlyOnce("note: " + note);
    assertThat(Files.readString(out.resolve("report.html"))).containsOnlyOnce("<li>" + note);
    assertThat(Files.readString(out.resolve("results.csv"))).contains(note);
    assertThat(ResultsFile.read(out).runs())
        .isNotEmpty()
        .allSatisfy(
            run -> {
              assertThat(value(run, "workload.maps")).isBetween(1L, 1999L);
              assertThat(run.notes()).singleElement().asString().startsWith(note);
            });
    assertThat(Shell.run("report", out.toString()).out).isEqualTo(shell.out);
    assertThat(Shell.run("trace", "info", cut.toString()).out).contains("damage");
  }

  @Test
  void truncatedPlainTraceIsRefusedBecauseItsAnswersAreExact() throws IOException {
    Path whole = gzip("whole.gz", "map 1 1\nunmap 1\n".repeat(5000));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length - 9));
    Shell shell = replay(cut, "--iommu=calgary", "--policy=strict");
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("cut.gz").contains("the file ends inside gzip member 1");
  }

  @Test
  void lostEventsAreSaid() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("lossy"), KERNEL_LINES + "CPU:0 [LOST 12 EVENTS]\n" + KERNEL_LINES);
    Shell shell = replay(trace, "--iommu=calgary");
    assertThat(shell.exitCode).isEqualTo(ExitCode.FINE);
    assertThat(shell.out).containsOnlyOnce("note: lossy: the kernel lost 12 events; ");
  }

  @Test
  void dmaBeyondMemoryNamesDeviceRangeAndMachine() throws IOException {
    Path trace = plain("map 1 1\nmap 268435455 1\n");
    Shell shell = replay(trace, "--iommu=calgary", "--policy=strict", "--machine=lab");
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("tollgate: bad input: ").contains("lab").contains("device");
  }

  @Test
  void fullTableFailsMappingsAndIsSaid() throws IOException {
    StringBuilder text = new StringBuilder("table 8192\n");
    IntStream.range(0, 9000).forEach(id -> text.append("map ").append(id).append(" 1\n"));
    Path out = folder.resolve("out");
    Shell shell =
        replay(
            plain(text.toString()),
            "--iommu=off,calgary",
            "--policy=deferred",
            "--machine=oracle",
            "--set",
            "iommu.calgary.reserve=false",
            "--out",
            out.toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.FINE);
    assertThat(shell.out)
        .contains(
            "note: plain: 809 of 9000 mappings found no room in the translation table"
                + " (calgary/deferred)");
    RunRecord run = ResultsFile.read(out).runs().get(1);
    assertThat(value(run, "workload.maps.failed")).isEqualTo(809);
    assertThat(value(run, "dma.maps.failed")).isEqualTo(809);
  }

  @Test
  void unmapTwiceIsCountedAndSaid() throws IOException {
    Shell plain = replay(plain("map 1 1\nunmap 1\nunmap 1\n"), "--machine=oracle");
    assertThat(plain.exitCode).isEqualTo(ExitCode.FINE);
    assertThat(plain.out).containsOnlyOnce("note: plain: 1 of 2 unmaps name what is not mapped\n");
    String unmap = KERNEL_LINES.lines().skip(1).findFirst().orElseThrow() + "\n";
    Path kernel = Files.writeString(folder.resolve("kernel"), KERNEL_LINES + unmap);
    assertThat(replay(kernel, "--iommu=calgary").out)
        .containsOnlyOnce("note: kernel: 1 of 2 unmaps name what is not mapped\n");
  }

  @Test
  void goodResultsAreKeptWhenALaterRunFails() throws IOException {
    Path good = Files.writeString(folder.resolve("good"), KERNEL_LINES);
    Path bad = Files.writeString(folder.resolve("bad"), "roses are red\n");
    Path out = folder.resolve("out");
    Shell shell =
        Shell.run(
            "replay",
            good.toString(),
            bad.toString(),
            THREE_POLICIES,
            "--jobs=1",
            "--out",
            out.toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.out)
        .contains("calgary/strict ")
        .containsOnlyOnce("7 runs (off, trace = bad; ")
        .containsOnlyOnce("is no trace event");
    Results results = ResultsFile.read(out);
    assertThat(results.runs()).filteredOn(RunRecord::finished).hasSize(7);
    assertThat(Files.readAllLines(out.resolve("runs.jsonl"))).hasSize(14);
    assertThat(Files.readString(out.resolve("report.html"))).containsOnlyOnce("is no trace event");
  }

  @Test
  void unwritablePlacementsAreNamed() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    Shell shell =
        replay(
            plain("map 1 1\n"),
            "--iommu=calgary",
            "--machine=oracle",
            "--placements",
            inTheWay.resolve("p").toString());
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(inTheWay.resolve("p").toString());
  }

  @Test
  void suspiciousPriceIsAWarningBeforeTheRunAndInEveryReport() throws IOException {
    Path out = folder.resolve("out");
    Shell shell =
        replay(
            plain("map 1 1\nunmap 1\n"),
            "--iommu=calgary",
            "--set",
            "cost.mmio-raed=3",
            "--out",
            out.toString());
    String warning =
        "the price of mmio-raed counts only if a plugin takes a step of this name; did you mean"
            + " mmio-read?";
    assertThat(shell.exitCode).isEqualTo(ExitCode.FINE);
    assertThat(shell.err).startsWith("tollgate: warning: " + warning + "\n");
    assertThat(shell.out).contains("warning: " + warning);
    assertThat(Files.readString(out.resolve("report.html"))).containsOnlyOnce(warning);
    assertThat(ResultsFile.read(out).warnings()).containsExactly(warning);
  }

  @Test
  void plainTracesShowNothingThatTakesTime() throws IOException {
    Path out = folder.resolve("out");
    Shell shell =
        replay(
            plain("map 1 2\nmap 2 1\nunmap 1\n"),
            "--iommu=calgary",
            "--policy=deferred",
            "--machine=oracle",
            "--out",
            out.toString());
    assertThat(shell.out)
        .containsPattern("calgary/deferred │.*│ +\\? +\\? +\\? +\\? +\\? +\\? +\\? ")
        .contains("?  cannot be seen: a plain trace has no times (");
    RunRecord run = ResultsFile.read(out).runs().get(0);
    for (String figure :
        new String[] {
          "safety.stale.p50",
          "safety.reach.stale.mean",
          "safety.worst.max",
          "safety.pinned.bytes.mean"
        }) {
      assertThat(run.metrics()).containsKey(figure);
      assertThat(run.figure(figure)).as(figure).isNull();
    }
    assertThat(run.figure("safety.pinned.pages.peak")).isNotNull();
    String[] csv = Files.readString(out.resolve("results.csv")).split("\n");
    int column = Arrays.asList(csv[0].split(",")).indexOf("safety.reach.stale.mean");
    assertThat(column).isPositive();
    assertThat(csv[1].split(",", -1)[column]).isEmpty();
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("<td class=\"number unknown\" title=\"a plain trace has no times\">?</td>");
  }

  private Shell replay(Path trace, String... options) {
    String[] arguments = new String[2 + options.length];
    arguments[0] = "replay";
    arguments[1] = trace.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Shell.run(arguments);
  }

  private static long value(RunRecord run, String figure) {
    return Objects.requireNonNull(run.figure(figure)).value();
  }

  private void assertRefused(Path trace, String complaint) {
    Shell shell = replay(trace);
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).containsOnlyOnce(complaint);
    assertThat(shell.out).isEmpty();
  }

  private Path plain(String text) throws IOException {
    return Files.writeString(folder.resolve("plain"), text);
  }

  private Path gzip(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }
}
