package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cli.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tollgate frontier} on runs that are really made. */
class FrontierCommandTest {

  private final Path folder;

  FrontierCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path experiment() throws IOException {
    return Files.writeString(
        folder.resolve("e.conf"),
        """
        use { machine = lab, workload = practice }
        vary { iommu = [off, calgary], policy = [strict, deferred, deferred-queue] }
        """);
  }

  @Test
  void anExperimentIsRunOnceAndDrawnAgainFromItsFolder() throws IOException {
    Path out = folder.resolve("out");
    Shell shell =
        Shell.run(
            "frontier",
            experiment().toString(),
            "--out",
            out.toString(),
            "--max",
            "safety.worst=0");
    assertThat(shell.exitCode).as(shell.err).isZero();
    assertThat(shell.out)
        .contains("● calgary/strict")
        .contains("Recommended: calgary/strict, the cheapest that keeps to --max safety.worst=0")
        .contains("Frontier: " + out.resolve("frontier.html"));
    assertThat(out.resolve("results.json")).exists();
    assertThat(out.resolve("report.html")).exists();
    String page = Files.readString(out.resolve("frontier.html"));
    Files.delete(out.resolve("frontier.html"));
    Shell again = Shell.run("frontier", out.toString(), "--max", "safety.worst=0");
    assertThat(again.exitCode).isZero();
    assertThat(Files.readString(out.resolve("frontier.html"))).isEqualTo(page);
  }

  @Test
  void whereAllMemoryLiesOpenNoStaleWindowIsShortEnough() throws IOException {
    Shell shell = Shell.run("frontier", experiment().toString(), "--max-stale", "1s");
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .contains("Recommended: calgary/deferred, the cheapest that keeps to --max-stale 1s")
        .containsPattern(
            "leaves out off \\(7 µs, \\d+ MiB always open where no buffer ever was\\)");
  }

  @Test
  void jsonIsAllThatIsPrintedAndSaysWhatTheTableSays() throws IOException {
    Path out = folder.resolve("out");
    Shell shell =
        Shell.run(
            "frontier",
            experiment().toString(),
            "--json",
            "--out",
            out.toString(),
            "--max",
            "safety.worst=0");
    assertThat(shell.exitCode).as(shell.err).isZero();
    assertThat(shell.err).contains("Frontier: " + out.resolve("frontier.html"), "Report: ");
    JsonNode all = Json.read(shell.out, JsonNode.class);
    JsonNode scene = all.path("frontiers").path(0);
    assertThat(scene.path("recommendation").path("combination").asText())
        .isEqualTo("calgary/strict");
    assertThat(scene.path("combinations").findValuesAsText("name"))
        .contains("off", "calgary/strict", "calgary/deferred", "calgary/deferred-queue");
    assertThat(all.path("notApplicable")).isEmpty();
    assertThat(Shell.run("frontier", out.toString(), "--json", "--max", "safety.worst=0").out)
        .isEqualTo(shell.out);
  }

  @Test
  void jsonSaysInWhatABeatenCombinationIsBeaten() throws IOException {
    Path experiment =
        Files.writeString(
            folder.resolve("beaten.conf"),
            """
            use { machine = lab, workload = practice, policy = strict }
            vary { iommu = [calgary, dart] }
            """);
    Shell shell = Shell.run("frontier", experiment.toString(), "--json");
    JsonNode combinations =
        Json.read(shell.out, JsonNode.class).path("frontiers").path(0).path("combinations");
    JsonNode beaten = combinations.path(1);
    assertThat(beaten.path("name").asText()).isEqualTo("calgary/strict");
    assertThat(beaten.path("onFront").asBoolean()).isFalse();
    JsonNode dominator = beaten.path("dominatedBy").path(0);
    assertThat(dominator.path("name").asText()).isEqualTo("dart/strict");
    JsonNode price = dominator.path("better").path("price.map");
    assertThat(price.path("value").decimalValue())
        .isEqualByComparingTo(
            combinations.path(0).path("figures").path("price.map").path("value").decimalValue());
    assertThat(price.path("insteadOf").decimalValue())
        .isEqualByComparingTo(
            beaten.path("figures").path("price.map").path("value").decimalValue());
  }

  @Test
  void complaintsNameWhatIsWrong() throws IOException {
    String file = experiment().toString();
    assertThat(Shell.run("frontier", file, "--max", "safety.stal=1ms").err)
        .contains("--max at 1: no run reports safety.stal; did you mean safety.stale?");
    Shell baseline = Shell.run("frontier", file, "--max-cpu", "+5%", "--baseline", "calgary/strct");
    assertThat(baseline.err).contains("did you mean calgary/strict?");
    assertThat(baseline.exitCode).isEqualTo(2);
    assertThat(Shell.run("frontier", folder.resolve("nowhere").toString()).exitCode).isEqualTo(2);
  }
}
