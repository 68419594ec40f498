package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims in experiment files, and {@code tollgate claims}. */
class ClaimsCommandTest {

  private static final String EXPERIMENT =
      """
      use { machine = lab, workload = practice }
      vary {
        iommu = [off, calgary]
        policy = [strict, deferred]
        workload.practice.buffers = [8, 16]
      }
      claims {
        %s
      }
      """;

  private static final String MET =
      """
      maps {
          sentence = "Every <buffer> is mapped once"
          source = "§1"
          value { of = dma.maps, per = dma.unmaps }
          exactly = 1
        }
      """;

  private static final String NOT_MET =
      """
      cheap {
          sentence = "Protection costs nothing"
          increase { of = price.cycles.total, from { iommu = off }, to { iommu = calgary } }
          at-most = 0%
        }
      """;

  private final Path folder;
  private final Path out;

  ClaimsCommandTest(@TempDir Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out");
  }

  private Shell run(String claims, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("e.conf"), EXPERIMENT.formatted(claims));
    String[] always = {"run", file.toString(), "--out", out.toString()};
    return Shell.run(
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(always), java.util.stream.Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void claimsAreDecidedByTheRuns() throws IOException {
    Shell run = run(NOT_MET + MET);
    assertThat(run.exitCode).isZero();
    assertThat(run.out)
        .contains("Claims: 1 of 2 met\n  NOT MET  cheap: ")
        .contains("  met      maps: 1 ratio (exactly 1)\n");
    Shell claims = Shell.run("claims", out.toString());
    assertThat(claims.exitCode).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(claims.err).isEmpty();
    assertThat(claims.out)
        .contains(
            """
            met      maps: 1 ratio (exactly 1)
                     Every <buffer> is mapped once (§1)
                     dma.maps per dma.unmaps
                     worst of 6 values; runs 1-6; rests on \
            """)
        .contains("         not met at policy = strict, buffers = 8: ")
        .endsWith("\n1 of 2 met\n");
    JsonNode json = new ObjectMapper().readTree(Shell.run("claims", out.toString(), "--json").out);
    assertThat(json.get(0).get("id").asText()).isEqualTo("cheap");
    assertThat(json.get(0).get("points")).hasSize(4);
    assertThat(json)
        .isEqualTo(new ObjectMapper().readTree(out.resolve("results.json").toFile()).get("claims"));
    assertThat(
            Jsoup.parse(Files.readString(out.resolve("report.html"))).select("#claims td").text())
        .contains("Every <buffer> is mapped once (§1)")
        .contains("not met at policy = strict, buffers = 8");
    assertThat(Shell.run("report", out.toString()).out).isEqualTo(run.out);
  }

  @Test
  void exitCodeIsZeroIfAllAreMet() throws IOException {
    run(MET);
    assertThat(Shell.run("claims", out.toString()).exitCode).isZero();
    assertThat(Shell.run("claims", out.toString(), "--json").exitCode).isZero();
  }

  @Test
  void anotherClaimNeedsNoOtherRuns() throws IOException {
    run(NOT_MET);
    assertThat(run(MET).err).contains("[6/6] kept");
    assertThat(Shell.run("claims", out.toString()).exitCode).isZero();
  }

  @Test
  void aClaimAboutWhatTheCommandLineLeavesOutCannotBeMeasured() throws IOException {
    assertThat(run(NOT_MET, "--set", "vary.iommu=[calgary]").out)
        .contains("Claims: 0 of 1 met, 1 not measurable\n")
        .contains("  unknown  cheap: iommu = off was left out\n");
    assertThat(Shell.run("claims", out.toString()).exitCode).isEqualTo(ExitCode.RUN_FAILED);
  }

  @Test
  void resultsWithoutClaimsMeetNothing() throws IOException {
    run("");
    Shell claims = Shell.run("claims", out.toString());
    assertThat(claims.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(claims.err)
        .isEqualTo(
            "tollgate: %s holds no claims; an experiment file states them in its group claims\n"
                .formatted(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a = 1 | 8: claims.a is 1; expected a group of keys",
        "a { value = x, at-least = 1 } | 8: claims.a lacks the key sentence",
        "a { sentence = 7, value = x, at-least = 1 } | 8: claims.a.sentence is 7; expected text",
        "a { sentence = s, valu = x, at-least = 1 } | 8: unknown key claims.a.valu; did you mean"
            + " value?",
        "a { sentence = s, at-least = 1 } | 8: claims.a has nothing to measure; expected one of"
            + " value, share, ratio, increase, difference, increases, order",
        "a { sentence = s, value = x, order {}, at-least = 1 } | 8: claims.a has value and order;"
            + " expected one of value, share, ratio, increase, difference, increases, order",
        "a { sentence = s, value = dma.maps } | 8: claims.a has no band; expected one of within,"
            + " exactly, at-least, above, at-most, below",
        "a { sentence = s, value = dma.maps, within = [2, 1] } | 8: claims.a: no value is 2 to 1",
        "a { sentence = s, value = dma.maps, above = 2, at-most = 2 } | 8: claims.a: no value is"
            + " above 2, at most 2",
        "a { sentence = s, value = dma.maps, above = 2, at-least = 2 } | 8: claims.a has at-least"
            + " and above; drop one",
        "a { sentence = s, value = dma.maps, within = 2 } | 8: claims.a.within: expected the"
            + " smallest and the largest value: [0.98, 1.02]",
        "a { sentence = s, value = dma.maps, at-least = much } | 8: claims.a.at-least is \"much\";"
            + " expected a number such as 1.05 or 5%, with at most 9 decimals",
        "a { sentence = s, share { of = a, in = b }, above = 120% } | 8: claims.a: a share lies"
            + " from 0 to 1, never above 1.20",
        "a { sentence = s, value = DMA.Maps, at-least = 1 } | 8: claims.a.value is \"DMA.Maps\";"
            + " expected the name of a metric, such as price.cycles.total",
        "a { sentence = s, value = dma.maps, at-least = 1, over = meen } | 8: claims.a.over is"
            + " meen; did you mean mean?",
        "a { sentence = s, value = dma.maps, at-least = 1, where { iommuu = off } } | 8:"
            + " claims.a.where names iommuu, which is no axis of this experiment; did you mean"
            + " iommu?",
        "a { sentence = s, value = dma.maps, at-least = 1, where { iommu = calgari } } | 8:"
            + " claims.a.where: iommu is never calgari; did you mean calgary?",
        "a { sentence = s, value = dma.maps, at-least = 1, where { workload.practice.buffers = 9000"
            + " } } | 8: claims.a.where: workload.practice.buffers is never 9000; its values are 8,"
            + " 16",
        "a { sentence = s, value = dma.maps, at-least = 1, where { machine = lap } } | 8:"
            + " claims.a.where: machine is never lap; did you mean lab?",
        "a { sentence = s, value = dma.maps, at-least = 1, where { iommu = off, policy = strict } }"
            + " | 8: claims.a selects no runs: there are none for dma.maps, where iommu = off,"
            + " policy = strict",
        "a { sentence = s, ratio { of = dma.maps, from { iommu = off } }, at-least = 1 } | 8:"
            + " claims.a.ratio lacks the key to",
        "a { sentence = s, ratio { of = dma.maps, from { iommu = off }, to { iommu = off } },"
            + " at-least = 1 } | 8: claims.a.ratio compares runs with themselves",
        "a { sentence = s, ratio { of = dma.maps, from { iommu = [off] }, to { iommu = off } },"
            + " at-least = 1 } | 8: claims.a.ratio.from.iommu is [\"off\"]; expected one value",
        "a { sentence = s, order { of = dma.maps, rising = [{ iommu = off }] } } | 8:"
            + " claims.a.order.rising: expected a list of two or more: [{ iommu = off }, { iommu ="
            + " calgary }]",
        "a { sentence = s, share { of = dma.maps }, at-least = 1 } | 8: claims.a.share lacks the"
            + " key in",
      })
  void mistakesAreFoundBeforeAnythingRuns(String claim, String complaint) throws IOException {
    Shell shell = run(claim);
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err)
        .isEqualTo("tollgate: %s:%s\n".formatted(folder.resolve("e.conf"), complaint));
    assertThat(out.resolve("runs.jsonl")).doesNotExist();
  }

  @Test
  void claimsMustBeAGroup() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("e.conf"), "use { machine = lab, workload = practice }\nclaims = [x]\n");
    Shell shell = Shell.run("run", file.toString(), "--out", out.toString());
    assertThat(shell.err)
        .isEqualTo(
            "tollgate: %s:2: claims is [\"x\"]; expected a group of claims, each with a name\n"
                .formatted(file));
  }
}
