package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tollgate check} on runs that were really made. */
class CheckCommandTest {

  private static Path folder = Path.of("");

  @BeforeAll
  static void run(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Path file = folder.resolve("e.conf");
    Files.writeString(
        file,
        """
        use { machine = lab, workload = practice }
        vary { iommu = [off, calgary], policy = [strict, deferred] }
        """);
    for (String buffers : new String[] {"8", "9"}) {
      assertThat(
              Shell.run(
                      "run",
                      file.toString(),
                      "--set",
                      "workload.practice.buffers=" + buffers,
                      "--out",
                      folder.resolve(buffers).toString())
                  .exitCode)
          .isZero();
    }
  }

  private static Shell check(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "check";
    all[1] = folder.resolve("9").toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Shell.run(all);
  }

  @Test
  void exitCodeTellsWhetherSomethingCrossed() {
    Shell fine =
        check("--baseline", folder.resolve("9").toString(), "--fail-if", "price.cpu > +5%");
    assertThat(fine.err).isEmpty();
    assertThat(fine.out).isEqualTo("fine     price.cpu > +5%  (all 3 runs)\npassed\n");
    assertThat(fine.exitCode).isZero();
    Shell crossed =
        check(
            "--baseline",
            folder.resolve("8").toString(),
            "--fail-if",
            "price.cpu > +5%",
            "--fail-if",
            "dma.maps > 9");
    assertThat(crossed.exitCode).isEqualTo(1);
    assertThat(crossed.out)
        .startsWith("crossed  price.cpu > +5%  (3 of 3 runs)\n")
        .contains("  crossed calgary/strict")
        .contains("fine     dma.maps > 9  (all 3 runs)\n")
        .endsWith("failed: 1 of 2 conditions\n");
  }

  @Test
  void jsonHasEveryComparison() throws IOException {
    Shell shell = check("--fail-if", "dma.maps > 5 where iommu = calgary", "--json");
    assertThat(shell.exitCode).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(shell.out);
    assertThat(report.get("passed").asBoolean()).isFalse();
    JsonNode verdicts = report.at("/conditions/0/verdicts");
    assertThat(verdicts).hasSize(2);
    assertThat(verdicts.get(0).get("outcome").asText()).isEqualTo("crossed");
    assertThat(verdicts.get(0).get("value").asLong()).isEqualTo(9);
    assertThat(verdicts.get(0).get("limit").asLong()).isEqualTo(5);
  }

  @Test
  void whatMakesNoSenseIsBadInput() {
    assertThat(check("--fail-if", "dma.map > 5").err)
        .startsWith("tollgate: --fail-if at 1: no run reports dma.map; did you mean dma.maps?\n");
    assertThat(check("--fail-if", "dma.map > 5").exitCode).isEqualTo(2);
    assertThat(check().exitCode).isEqualTo(2);
    assertThat(check("--baseline", "nowhere", "--fail-if", "dma.maps > 5").err)
        .contains("nowhere does not exist");
  }
}
