package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recorded machine would have paid and exposed under another policy than its own. */
class WhatIfTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "traces");
  private static final Path SHARED = Path.of("..", "..", "shared", "data", "traces");

  private static String replay(String trace, String policies) {
    Path file = EXAMPLES.resolve(trace + ".ftrace.gz");
    Path found = Files.isRegularFile(file) ? file : SHARED.resolve(trace + ".ftrace.gz");
    assumeTrue(Files.isRegularFile(found), () -> "there is no " + found);
    Shell shell = Shell.run("replay", found.toString(), "--iommu", "calgary", "--policy", policies);
    assertThat(shell.exitCode).as(shell.err).isEqualTo(ExitCode.FINE);
    int from = shell.out.indexOf("What if");
    return from < 0 ? "" : shell.out.substring(from);
  }

  private static List<String> cells(String text, String row) {
    String line = text.lines().filter(each -> each.startsWith("  " + row)).findFirst().orElse("");
    return List.of(line.strip().split(" {2,}", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "rx16k-strict+device, strict, its IOMMU was made to forget chosen pages",
    "rx16k-lazy+device, lazy, its IOMMU was made to forget the whole domain 61 times",
    "tx16k-strict, strict, it mapped 89 % of the addresses",
    "tx16k-lazy, lazy, it mapped 17 % of the addresses",
    "nvme-randread4k-strict, strict, it mapped 96 % of the addresses",
    "nvme-seqwrite128k-strict, strict, it mapped 100 % of the addresses",
  })
  void strictCostsMoreAndLazyExposesMoreWhicheverWasRecorded(
      String trace, String policy, String evidence) {
    String whatIf = replay(trace, "strict,deferred-queue");

    assertThat(whatIf).startsWith("What if: recorded under " + policy).contains(evidence);
    List<String> strict = cells(whatIf, "calgary/strict");
    List<String> lazy = cells(whatIf, "calgary/deferred-queue");
    if (policy.equals("strict")) {
      assertThat(strict).element(2).isEqualTo("as recorded");
      assertThat(lazy.get(2)).startsWith("−").endsWith(" %");
      assertThat(lazy.get(4)).startsWith("+");
    } else {
      assertThat(lazy).element(2).isEqualTo("as recorded");
      assertThat(strict.get(2)).startsWith("+").endsWith(" %");
      assertThat(strict.get(4)).startsWith("−");
    }
    assertThat(strict.get(3)).isEqualTo("0");
    assertThat(lazy.get(3)).endsWith("KiB");
  }

  @Test
  void machinesOwnLogIsTheYardstick() {
    String whatIf = replay("rx16k-lazy+device", "strict,deferred-queue");

    assertThat(cells(whatIf, "the machine itself"))
        .containsExactly("the machine itself", "?", "269 KiB", "14.6 ms");
  }

  @Test
  void windowsThatNoInvalidationEndsAreNotShort() {
    assertThat(cells(replay("tx16k-strict", "strict,deferred"), "calgary/deferred"))
        .last()
        .isEqualTo("not ended");
  }

  @Test
  void nothingIsSaidWithoutARunUnderTheRecordedPolicy() {
    assertThat(replay("tx16k-strict", "deferred,deferred-queue")).isEmpty();
    assertThat(replay("tx16k-strict", "strict")).isEmpty();
  }
}
