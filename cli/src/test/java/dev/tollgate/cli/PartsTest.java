package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.TableRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments with parts and tables of their own, run, shown, killed and run again. */
class PartsTest {

  private static final String EXPERIMENT =
      """
      title = "Two parts"
      use { machine = lab, workload = practice }
      parts {
        sizes {
          title = "Figure 1: many buffers"
          use { policy = strict }
          vary { iommu = [off, calgary], workload.practice.buffers = [8, 16] }
        }
        policies {
          title = "Table 1: policies"
          vary { iommu = [off, calgary], policy = [strict, deferred] }
          workload.practice.buffers = 8
          table = [
            { title = "maps", value = dma.maps }
            { title = "maps a flush", value { of = dma.maps, per = iommu.flushes } }
            { title = "cycles", value = price.cycles.total }
            { title = "more", increase { of = price.cycles.total, from { iommu = off } } }
            { title = "against strict", ratio { of = price.cycles.total, from { policy = strict } } }
          ]
        }
      }
      """;

  private static final String ALLOCATING =
      """
      use { machine = lab, workload = hoard }
      parts {
        one { vary { workload.hoard.objects = [10, 20], allocator = [slab, slob] } }
        two { vary { workload.hoard.objects = [20, 30], allocator = [slab, slob] } }
      }
      """;

  private final Path folder;
  private final Path out;

  PartsTest(@TempDir Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out");
  }

  private Shell run(String experiment, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("e.conf"), experiment);
    String[] all =
        Arrays.copyOf(
            new String[] {"run", file.toString(), "--out", out.toString()}, 4 + options.length);
    System.arraycopy(options, 0, all, 4, options.length);
    Shell shell = Shell.run(all);
    assertThat(shell.exitCode).as(shell.err).isZero();
    return shell;
  }

  @Test
  void partsAreShownByTheirTitlesAndTablesBelow() throws IOException {
    List<String> lines = run(EXPERIMENT).out.lines().toList();
    assertThat(lines)
        .containsSubsequence(
            "━━ Figure 1: many buffers",
            "buffers = 8",
            "buffers = 16",
            "━━ Table 1: policies",
            "Table 1: policies");
    assertThat(lines)
        .anyMatch(line -> line.matches(" +maps +maps a flush +cycles +more +against strict"));
    assertThat(lines).anyMatch(line -> line.matches("off +8 +– +\\d+ +– +–"));
    assertThat(lines).anyMatch(line -> line.matches("calgary/strict +8 +1 +[\\d.k]+ +\\+\\d+% +–"));
    assertThat(lines).anyMatch(line -> line.matches("calgary/deferred +8 .*%  +0\\.\\d+"));
  }

  @Test
  void claimsAboutPartsThatWereLeftOutAreNotMeasurable() throws IOException {
    String claims =
        """
        claims {
          across {
            sentence = "The unit costs something in both"
            order { of = price.cycles.total, rising = [{ part = sizes, iommu = off }, { part = policies, iommu = calgary }] }
          }
          of-an-axis {
            sentence = "The unit costs something with few buffers"
            where { workload.practice.buffers = 8 }
            order { of = price.cycles.total, rising = [{ iommu = off }, { iommu = calgary }] }
          }
        }
        """;
    assertThat(run(EXPERIMENT + claims, "--set", "parts.policies=off").out)
        .contains("Claims: 1 of 2 met, 1 not measurable")
        .contains("across: part = policies was left out");
    assertThat(run(EXPERIMENT + claims, "--set", "parts.sizes=off").out)
        .contains("Claims: 0 of 2 met, 2 not measurable")
        .contains("across: part = sizes was left out")
        .contains("of-an-axis: parts were left out, and the others do not have");
  }

  @Test
  void tablesAreKeptAndDrawnAgain() throws IOException {
    run(EXPERIMENT);
    Results results = ResultsFile.read(out);
    TableRecord table = results.tables().get(0);
    assertThat(table.part()).isEqualTo("policies");
    assertThat(table.rows())
        .extracting(TableRecord.RowRecord::runs)
        .containsExactly(List.of(5), List.of(6), List.of(7));
    String report = Files.readString(out.resolve("report.html"));
    assertThat(Shell.run("report", out.toString()).exitCode).isZero();
    assertThat(Files.readString(out.resolve("report.html"))).isEqualTo(report);
    Document page = Jsoup.parse(report);
    assertThat(page.select("#panels > section.part > h2").eachText())
        .containsExactly("Figure 1: many buffers", "Table 1: policies");
    assertThat(page.select("#part-policies > section.table thead th").eachText())
        .containsExactly(
            "Scene", "Combination", "maps", "maps a flush", "cycles", "more", "against strict");
    assertThat(page.select("details.more > section").eachAttr("id"))
        .as("charts beside throughput and CPU use are folded away")
        .contains("price-along-sizes");
  }

  @Test
  void runsThatTwoPartsHoldAreEachKept() throws IOException {
    assertThat(run(ALLOCATING).err).contains("[8/8]").doesNotContain("kept");
    byte[] first = Files.readAllBytes(out.resolve(ResultsFile.NAME));
    String memory = Files.readString(out.resolve("run-3/slabinfo-2.1"));
    assertThat(Files.readString(out.resolve("run-5/slabinfo-2.1"))).isEqualTo(memory);
    assertThat(run(ALLOCATING).err).isEqualTo("[8/8] kept from before (--fresh does them again)\n");
    assertThat(Files.readString(out.resolve("run-3/slabinfo-2.1"))).isEqualTo(memory);
    assertThat(Files.readString(out.resolve("run-5/slabinfo-2.1"))).isEqualTo(memory);
    assertThat(Files.readAllBytes(out.resolve(ResultsFile.NAME))).isEqualTo(first);

    assertThat(run(ALLOCATING, "--set", "parts.one=off").err).contains("[4/4] kept");
    assertThat(run(ALLOCATING).err).contains("[4/8] kept").contains("[8/8]");
    assertThat(Files.readAllBytes(out.resolve(ResultsFile.NAME))).isEqualTo(first);
  }
}
