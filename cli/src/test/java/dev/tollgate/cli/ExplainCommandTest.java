package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tollgate explain} on runs that were really made. */
class ExplainCommandTest {

  private final Path folder;

  ExplainCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String run() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("e.conf"),
            """
            use { machine = lab, workload = practice }
            vary { iommu = [off, calgary], policy = [deferred] }
            """);
    Path out = folder.resolve("out");
    assertThat(Shell.run("run", file.toString(), "--out", out.toString()).exitCode).isZero();
    return out.toString();
  }

  @Test
  void theStoryStandsOnTheScreenAndInTheReport() throws IOException {
    String out = run();
    Shell shell = Shell.run("explain", out, "--run", "2", "--buffer", "3");
    assertThat(shell.err).isEmpty();
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .startsWith(
            "Buffer 3 of run 2, calgary/deferred: 1500 bytes at 0x3000 for device 0, FROM_DEVICE,")
        .contains("00 00 00 00 00 00 00 00 → 00 00 00 00 00 00 30 0")
        .contains("│ D T · │ mapped: 1500 bytes at 0x3000 for device 0")
        .contains("No device could reach it from the moment of its unmap.");
    Document page = Jsoup.parse(Files.readString(Path.of(out, "report.html")));
    assertThat(page.select("#explained h3").eachText()).hasSize(1);
    assertThat(page.select("#explained tr.event-unmap .wide").text())
        .isEqualTo("unmapped by the driver");
    assertThat(page.select("#explained .bytes code").eachText()).hasSize(4);
    assertThat(Shell.run("report", out).exitCode).isZero();
    assertThat(Files.readString(Path.of(out, "report.html"))).contains("id=\"explained\"");
  }

  @Test
  void withoutAnIommuABufferLiesOpenUntilItsFrameIsUsedAgain() throws IOException {
    Shell shell = Shell.run("explain", run(), "--run", "1");
    assertThat(shell.out)
        .startsWith("Run 1, off: 8 buffers mapped, 0 stray accesses\n")
        .contains("  buffer 1           1500 bytes  open for 7 µs after its unmap, still open");
  }

  /**
   * The hypervisor writes entries later than they are asked for; their bytes are shown as written.
   */
  @Test
  void behindAHypervisorAnAttackIsToldWithTheBytesThatItWrites() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("domains.conf"),
            """
            use {
              machine = lab, environment = xen-domu, workload = errant, iommu = calgary
              policy = native, allocator = slab
            }
            machine { cpus = 2, ram = 32M }
            iommu.calgary.table = 64K
            environment.xen-domu {
              memory = 16M, cpus = 1, domu-memory = 8M, domu-cpus = 1, flush-on-release = false
            }
            workload.errant { attack = given-back-cached, attempts = 1, follow = 0 }
            """);
    String out = folder.resolve("domains").toString();
    assertThat(Shell.run("run", file.toString(), "--out", out).exitCode).isZero();
    Shell shell = Shell.run("explain", out, "--attack", "1");
    assertThat(shell.err).isEmpty();
    assertThat(shell.out)
        .contains("its guest gives buffer 1 back to the hypervisor\n")
        .contains("in place of buffer 2 its guest gets a page at 0x")
        .containsPattern("00 00 00 00 00 00 00 00 → 00 00 00 00 00 [0-9a-f]{2} [0-9a-f]0 01\n")
        .containsPattern("00 00 00 00 00 [0-9a-f]{2} [0-9a-f]0 01 → 00 00 00 00 00 00 00 00\n")
        .contains(", after the unmap");
  }

  @Test
  void anAttackIsToldByItsShortestSequenceAndTheBufferThatWasStruck() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("attack.conf"),
            """
            use { machine = lab, workload = errant, iommu = calgary, allocator = slab }
            vary { policy = [strict, deferred] }
            workload.errant { attack = stale-read, attempts = 5 }
            """);
    String out = folder.resolve("attack").toString();
    assertThat(Shell.run("run", file.toString(), "--out", out).exitCode).isZero();
    Shell shell = Shell.run("explain", out, "--attack", "1");
    assertThat(shell.err).isEmpty();
    assertThat(shell.out)
        .startsWith("Attack of run 2, stale-read: the device holds a secret\n")
        .contains("the driver unmaps mapping 1\n")
        .containsPattern(
            "│ · · C │ device 0 reads 64 bytes at 0x\\w+: reaches memory at 0x\\w+, after the unmap");
    Document page = Jsoup.parse(Files.readString(Path.of(out, "report.html")));
    assertThat(page.select("#explained .sequence li").size()).isGreaterThan(4);
    assertThat(page.select("#explained tr.event-stray").eachText()).isNotEmpty();
    assertThat(Shell.run("explain", out, "--attack", "2").err)
        .contains("--attack is 2; there are 1: 2 (");
  }

  @Test
  void whatMakesNoSenseIsBadInput() throws IOException {
    String out = run();
    Shell which = Shell.run("explain", out);
    assertThat(which.exitCode).isEqualTo(2);
    assertThat(which.err)
        .contains("holds 2 runs; choose one with --run: 1 (off), 2 (calgary/deferred)");
    assertThat(Shell.run("explain", out, "--run", "3").err).contains("holds no finished run 3");
    assertThat(Shell.run("explain", out, "--run", "2", "--buffer", "9").err)
        .contains("run 2 maps 8 buffers; there is no buffer 9");
  }
}
