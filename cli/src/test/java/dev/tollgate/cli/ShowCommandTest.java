package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.cli.results.AccountingRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tollgate show} after runs that took 100 objects of 1000 bytes. */
class ShowCommandTest {

  private static Path folder = Path.of("");
  private static String both = "";
  private static String plain = "";

  @BeforeAll
  static void run(@TempDir Path temporary) throws IOException {
    folder = temporary;
    both = hoard("both", "[slab, slob]", "run.allocator-accounting=tiny");
    plain = hoard("plain", "[slab]", "run.allocator-accounting=none");
  }

  private static String hoard(String name, String allocators, String setting) throws IOException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file, "use { machine = lab, workload = hoard }\nvary { allocator = " + allocators + " }\n");
    String out = folder.resolve(name).toString();
    succeed("run", file.toString(), "--set", setting, "--out", out);
    return out;
  }

  private static String succeed(String... words) {
    Shell shell = Shell.run(words);
    assertThat(shell.exitCode).as(shell.err).isZero();
    return shell.out;
  }

  private static String fail(String... words) {
    Shell shell = Shell.run(words);
    assertThat(shell.exitCode).isEqualTo(2);
    assertThat(shell.out).isEmpty();
    return shell.err;
  }

  @Test
  void kmallocIsTheKernelsText() {
    assertThat(succeed("show", "kmalloc", both, "--allocator", "slab"))
        .isEqualTo(
            """
            total bytes allocated:   102400
            slack bytes allocated:     2400
            net bytes allocated:     102400
            number of allocs:           100
            number of frees:              0
            number of callers:            1
            lost callers:                 0
            lost allocs:                  0
            unknown frees:                0

               total    slack      net alloc/free  caller
              102400     2400   102400   100/0     unknown
            """);
    assertThat(succeed("show", "kmalloc", both, "--allocator", "slob"))
        .endsWith("\n  100800      800   100800   100/0     unknown\n");
  }

  @Test
  void everyFormTellsTheSameStory() {
    AccountingRecord account =
        AccountingRecord.parse(
            "test", succeed("show", "kmalloc", both, "--run", "1", "--form", "json"));
    assertThat(account.callSites()).hasSize(1);
    assertThat(account.callSites().get(0).liveSlack()).isEqualTo(2400);
    assertThat(succeed("show", "kmalloc", both, "--run", "1", "--form", "csv"))
        .startsWith("caller,source,allocations,frees,failures,requested,allocated,slack,")
        .endsWith(
            "\nunknown,kmalloc,100,0,0,100000,102400,2400,100,100000,102400,2400,100,102400,2400,0,"
                + "0,0,0\n");
    assertThat(succeed("show", "kmalloc", both, "--run", "1", "--form", "perf"))
        .startsWith("-".repeat(105) + "\n Callsite                           | Total_alloc/Per |")
        .contains(
            "\n unknown                            |    102400/1024  |    100000/1000  |      100 |"
                + "         0 |  2.344%\n")
        .endsWith("\nInternal fragmentation: 2.343750%\n");
    assertThat(succeed("show", "kmalloc", both, "--run", "1", "--form", "sites", "--sort", "hit"))
        .contains("\nmost bytes taken at once    102400\n");
    assertThat(succeed("show", "kmalloc", both, "--run", "1", "--form", "leaks"))
        .contains(": 100 objects of 1 call sites and sources, 102400 bytes, 2400 of them slack\n");
  }

  @Test
  void slabinfoComesInEveryVersion() {
    assertThat(succeed("show", "slabinfo", plain))
        .startsWith("slabinfo - version: 2.1\n# name            <active_objs>")
        .containsPattern("\nkmalloc-1k +100 +100 +1024 ");
    assertThat(succeed("show", "slabinfo", plain, "--form", "2.0", "--statistics"))
        .startsWith("slabinfo - version: 2.0 (statistics)\n")
        .contains(" : globalstat ", " : cpustat ");
    assertThat(succeed("show", "slabinfo", plain, "--form", "1.1"))
        .startsWith("slabinfo - version: 1.1\nkmem_cache ");
  }

  @Test
  void meminfoAndBuddyinfoAgreeOnFreeMemory() {
    String buddyinfo = succeed("show", "buddyinfo", both, "--allocator", "slob");
    String[] counts = buddyinfo.strip().split(" +");
    long free = 0;
    for (int order = 0; order <= 10; order++) {
      free += Long.parseLong(counts[4 + order]) << order;
    }
    assertThat(succeed("show", "meminfo", both, "--allocator", "slob"))
        .contains("MemFree:        %8d kB\n".formatted(4 * free));
    assertThat(succeed("show", "meminfo", both, "--allocator", "slab", "--kernel", "2.6"))
        .startsWith("MemTotal:     ")
        .contains("LowFree:      ");
  }

  @Test
  void runsMustBeChosenAmongSeveral() {
    assertThat(fail("show", "kmalloc", both))
        .contains("holds 2 such runs; choose one with --run: 1 (slab); 2 (slob)");
    assertThat(fail("show", "kmalloc", both, "--run", "7"))
        .contains("holds no finished run 7 with an allocator; 1 (slab); 2 (slob)");
    assertThat(fail("show", "kmalloc", both, "--allocator", "slap"))
        .contains("holds no finished run with allocator slap; did you mean slab?");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(fail("show", "slabinfo", both, "--allocator", "slob"))
        .contains("run 2 (slob) left no ", "its allocator has no caches");
    assertThat(fail("show", "kmalloc", plain)).contains("no account was kept");
    assertThat(fail("show", "kmalloc", folder.resolve("nowhere").toString()))
        .contains("does not exist");
  }

  @Test
  void wrongOptionsNameTheNearest() {
    assertThat(fail("show", "slabinfo", plain, "--form", "2.2")).contains("did you mean 2.0?");
    assertThat(fail("show", "meminfo", plain, "--kernel", "6.2")).contains("did you mean 6.1?");
    assertThat(fail("show", "kmalloc", both, "--form", "pref")).contains("did you mean perf?");
    assertThat(fail("show", "kmalloc", both, "--run", "1", "--form", "perf", "--sort", "frog"))
        .contains("unknown sort key frog; did you mean frag?");
    assertThat(fail("show", "kmalloc", both, "--lines", "0")).contains("expected a number above 0");
    assertThat(fail("show", "slabinf", plain)).contains("did you mean slabinfo?");
  }

  @Test
  void anotherExperimentTakesThePlaceOfWhatRunsLeft() throws IOException {
    String out = hoard("again", "[slab, slob]", "run.allocator-accounting=tiny");
    Path own = Files.writeString(Path.of(out, "run-2", "notes"), "mine");
    hoard("again", "[slob]", "run.allocator-accounting=none");
    assertThat(Path.of(out, "run-1", "meminfo-6.1")).exists();
    assertThat(Path.of(out, "run-1", "slabinfo-2.1")).doesNotExist();
    assertThat(Path.of(out, "run-1", "kmalloc")).doesNotExist();
    assertThat(own).exists();
    assertThat(Path.of(out, "run-2", "meminfo-6.1")).doesNotExist();
  }

  @Test
  void slabtopReadsTheText() throws IOException, InterruptedException {
    assumeTrue(
        shell("command -v slabtop && unshare -m true") == 0,
        "there is no slabtop here, or no right to make a mount namespace");
    Path text = Files.writeString(folder.resolve("slabinfo"), succeed("show", "slabinfo", plain));
    Path table = folder.resolve("slabtop.txt");
    String mounted =
        "unshare -m sh -c 'mount --bind \"%s\" /proc/slabinfo && slabtop -o' > \"%s\""
            .formatted(text, table);
    assumeTrue(shell(mounted) == 0, "nothing can be mounted over /proc/slabinfo here");
    long caches = Files.readString(text).lines().skip(2).count();
    assertThat(Files.readString(table))
        .contains("Active / Total Caches (% used)")
        .containsPattern("/ " + caches + " \\(")
        .containsPattern(" 100 +100 100% +1\\.00K +\\d+ +4 +\\d+K kmalloc-1k");
  }

  private static int shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }
}
