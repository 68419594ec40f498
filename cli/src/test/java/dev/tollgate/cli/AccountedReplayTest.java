package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.AccountingRecord;
import dev.tollgate.cli.results.CallSiteRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tollgate replay --accounting} of the requests behind Table 5, and what it leaves. */
class AccountedReplayTest {

  private static final String TRACE = "../examples/traces/tiny-table5.kmem.ftrace";

  private static Path folder = Path.of("");

  private static String both = "";

  @BeforeAll
  static void replay(@TempDir Path temporary) {
    folder = temporary;
    both = folder.resolve("both").toString();
    succeed(
        "replay",
        TRACE,
        "--allocator",
        "slab,slob",
        "--accounting",
        "--set",
        "allocator.slab.variant=2.6.5",
        "--out",
        both);
  }

  private static String succeed(String... words) {
    Shell shell = Shell.run(words);
    assertThat(shell.exitCode).as(shell.err).isZero();
    return shell.out;
  }

  @Test
  void kmallocIsTable5() {
    assertThat(succeed("show", "kmalloc", both, "--allocator", "slab"))
        .startsWith(
            """
            total bytes allocated:   266848
            slack bytes allocated:    37774
            net bytes allocated:     145568
            number of allocs:           732
            number of frees:            282
            number of callers:           71
            lost callers:                 0
            lost allocs:                  0
            unknown frees:                0

               total    slack      net alloc/free  caller
                 256      203      256     8/0     alloc_vfsmnt+0x73
                8192     3648     4096     2/1     atkbd_connect+0x1b
            """)
        .contains("   28288     1448    28288    81/0     do_tune_cpucache+0x2c\n");
  }

  @Test
  void everyFormTellsTheSameStory() {
    String json = succeed("show", "kmalloc", both, "--run", "1", "--form", "json");
    AccountingRecord account = AccountingRecord.parse("test", json);
    assertThat(account.callSites()).hasSize(71);
    assertThat(account.callSites().stream().mapToLong(CallSiteRecord::allocated).sum())
        .isEqualTo(266848);
    assertThat(account.callSites().stream().mapToLong(CallSiteRecord::liveAllocated).sum())
        .isEqualTo(145568);
    assertThat(succeed("show", "kmalloc", both, "--run", "1", "--form", "csv"))
        .startsWith("caller,source,allocations,frees,failures,requested,allocated,slack,")
        .contains(
            "\natkbd_connect+0x1b,kmalloc,2,1,0,4544,8192,3648,1,2272,4096,1824,2,8192,3648,0,")
        .hasLineCount(72);
    assertThat(succeed("show", "kmalloc", both, "--run", "1", "--form", "perf", "--lines", "2"))
        .isEqualTo(
            "-".repeat(105)
                + """

                 Callsite                           | Total_alloc/Per | Total_req/Per   | Hit      | Ping-pong | Frag
                """
                + "-".repeat(105)
                + """

                 ext2_fill_super+3b6                |        32/32    |         1/1     |        1 |         0 | 96.875%
                 ext2_fill_super+385                |        32/32    |         4/4     |        1 |         0 | 87.500%
                 ...                                | ...             | ...             | ...      | ...       | ...  \s
                """
                + "-".repeat(105)
                + """


                SUMMARY (SLAB allocator)
                ========================
                Total bytes requested: 229074
                Total bytes allocated: 266848
                Total bytes freed:     121280
                Net total bytes allocated: 145568
                Total bytes wasted on internal fragmentation: 37774
                Internal fragmentation: 14.155624%
                """);
    String sites =
        succeed("show", "kmalloc", both, "--run", "1", "--form", "sites", "--sort", "hit");
    assertThat(sites.lines().skip(1).findFirst().orElseThrow())
        .matches("do_tune_cpucache\\+0x2c +kmalloc +81 +0 +0 +28288 +1448 +81 +28288 .*");
    String leaks = succeed("show", "kmalloc", both, "--run", "1", "--form", "leaks");
    assertThat(leaks)
        .startsWith("live at 1.013000 s: 450 objects of ")
        .contains(" 145568 bytes, ")
        .doesNotContain("load_elf_binary");
    assertThat(leaks.lines().skip(3).findFirst().orElseThrow()).startsWith("alloc_vfsmnt+0x73");
  }

  @Test
  void slobTakesHeadersInsteadOfClasses() {
    assertThat(succeed("show", "kmalloc", both, "--allocator", "slob"))
        .startsWith("total bytes allocated:   %d\n".formatted(229074 + 8 * 732 - 8 * whole()))
        .contains("number of callers:           71\n");
  }

  /** Requests of a page or nearly one, which SLOB 6.1 passes on without header. */
  private static long whole() {
    return 3 + 2 + 17;
  }

  @Test
  void accountIsKeptOfAllocatorsOnly() {
    Shell shell = Shell.run("replay", TRACE, "--accounting");
    assertThat(shell.exitCode).isEqualTo(2);
    assertThat(shell.err).contains("--accounting needs an --allocator");
  }

  @Test
  void settingsChooseTheFormOfTheBooks() {
    String out = folder.resolve("repaired").toString();
    succeed(
        "replay",
        TRACE,
        "--allocator",
        "slab",
        "--accounting",
        "--set",
        "run.allocator-accounting=repaired",
        "--out",
        out);
    assertThat(succeed("show", "kmalloc", out)).contains("number of callers:           71\n");
  }

  @Test
  void accountingChangesNoAddress() {
    Path without = folder.resolve("without.addr");
    Path with = folder.resolve("with.addr");
    succeed("replay", TRACE, "--allocator", "slab", "--placements", without.toString());
    succeed(
        "replay", TRACE, "--allocator", "slab", "--accounting", "--placements", with.toString());
    assertThat(with).hasSameBinaryContentAs(without);
  }
}
