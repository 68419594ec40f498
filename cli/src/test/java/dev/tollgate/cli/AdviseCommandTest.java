package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviseCommandTest {

  private final Path trace;

  AdviseCommandTest(@TempDir Path folder) throws IOException {
    trace = folder.resolve("trace");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append(
          "sh-1 [000] .... 1.%06d: kmalloc: call_site=iova_alloc+0x1/0x2 ptr=00000000aaaa%04x bytes_req=1032 bytes_alloc=2048 gfp_flags=GFP_KERNEL%n"
              .formatted(i, i));
    }
    Files.writeString(trace, text);
  }

  @Test
  void saysWhichClassAndWhichCacheWouldSave() {
    Shell shell = Shell.run("advise", trace.toString());

    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .startsWith("10 requests of 1 sizes from 1 call sites; most bytes held at once: 10.1 KiB\n")
        .containsPattern("Linux 6.1's +9.92 KiB +4.96 KiB +9.92 KiB +98.4%   32,64,96,")
        .containsPattern("best 10 +0 +0 +0 +0.0%   32,64,128,256,512,1024,1032,2048,4096,8192\n")
        .doesNotContain("best 11")
        .containsPattern("iova_alloc\\+0x1/0x2 +1032 B +1 +10 +5.0 +10 +9.92 KiB\n");
  }

  @Test
  void saysItAsJson() throws IOException {
    JsonNode advice =
        new ObjectMapper().readTree(Shell.run("advise", "--json", trace.toString()).out);

    assertThat(advice.get("requestedBytes").asLong()).isEqualTo(10_320);
    assertThat(advice.get("classes").get(0).get("slackBytes").get("peak").asLong())
        .isEqualTo(10_160);
    assertThat(advice.get("candidates").get(0).get("callSite").asText())
        .isEqualTo("iova_alloc+0x1/0x2");
    assertThat(advice.get("alignments")).hasSize(5);
  }

  @Test
  void whatIsPredictedOfClassesAndCachesIsWhatReplaysSave() {
    Shell shell = Shell.run("advise", trace.toString());

    assertThat(shell.out)
        .containsPattern("slab, Linux 6.1's classes +0 +0 +\\d+ +\\d+ +\\d+ +0\n")
        .containsPattern("slab, best 10 +10160 +10160 +\\d+ ")
        .containsPattern("slab, 1 cache of its own +10160 +10160 +\\d+ ")
        .containsPattern("slob +10080 +10080 +\\d+ ");
  }

  @Test
  void triesFromASecondLeastAlignmentToo() throws IOException {
    JsonNode trials =
        new ObjectMapper()
            .readTree(Shell.run("advise", "--json", "--align=64", trace.toString()).out)
            .get("trials");

    assertThat(trials.get(0).get("heldAtPeakBytes").asLong() % 4096).isZero();
    JsonNode slob = trials.get(trials.size() - 1);
    assertThat(slob.get("allocator").asText()).isEqualTo("slob");
    assertThat(slob.get("settings").get(0).asText()).isEqualTo("allocator.slob.min-align=64B");
    assertThat(slob.get("predictedSavedBytes").asLong()).isEqualTo(10 * (2048 - 1096));
    assertThat(slob.get("replayedSavedBytes").asLong()).isEqualTo(10 * (2048 - 1096));
    assertThat(slob.get("heldAtEndBytes").asLong())
        .isLessThan(trials.get(0).get("heldAtEndBytes").asLong());
  }

  @Test
  void withoutReplaysNothingIsTried() {
    assertThat(Shell.run("advise", "--no-replay", trace.toString()).out)
        .contains("Call sites worth a cache")
        .doesNotContain("Tried");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--weigh=maen; --weigh is maen; did you mean mean?",
        "--align=12; --align is 12; expected one of [8, 16, 32, 64, 128]",
        "--machine=lob; lob",
        "--top=0; --top is 0; expected at least 1"
      })
  void wrongOptionsAreRefused(String option, String message) {
    Shell shell = Shell.run("advise", option, trace.toString());

    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(message);
  }

  @Test
  void aTraceWithoutKmallocIsRefused(@TempDir Path folder) throws IOException {
    Path maps = Files.writeString(folder.resolve("maps"), "map 1 1\n");
    Shell shell = Shell.run("advise", maps.toString());

    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("no kmalloc in it");
  }
}
