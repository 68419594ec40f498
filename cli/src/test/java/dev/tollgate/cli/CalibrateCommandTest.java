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

/** {@code tollgate calibrate}, over a workload whose price is a sum of steps. */
class CalibrateCommandTest {

  private static final String EXPERIMENT =
      """
      title = "How dear is a lock?"
      use { machine = lab, workload = practice, policy = deferred }
      vary {
        iommu = [off, calgary]
        workload.practice.buffers = [8, 16]
      }
      claims {
        dear {
          sentence = "A mapping costs this much"
          value { of = price.cycles.total, per = dma.maps }
          where { iommu = calgary }
          over = mean
          within = [0, 2000]
        }
        once {
          sentence = "Every buffer is mapped once"
          value { of = dma.maps, per = dma.unmaps }
          exactly = 1
        }
      }
      """;

  private static final String CALIBRATE =
      """
      calibrate {
        profile = lab
        prices { lock { from = 0, to = 1000 } }
        watched { api-call { from = 0, to = 100000 } }
        targets { dear = %s }
        search = ["vary.workload.practice.buffers=[16]"]
      }
      """;

  private final Path folder;
  private final Path out;

  CalibrateCommandTest(@TempDir Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out");
  }

  private Shell calibrate(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("e.conf"), text);
    return Shell.run("calibrate", file.toString(), "--out", out.toString());
  }

  private JsonNode result() throws IOException {
    return new ObjectMapper().readTree(out.resolve("calibration.json").toFile());
  }

  /** The measured cost of a mapping in thousandths of a cycle, as the lock costs 50 on lab. */
  private double measuredNow() throws IOException {
    assertThat(calibrate(EXPERIMENT + CALIBRATE.formatted("1")).exitCode).isZero();
    return result().at("/claims/0/influences/0/low/measured").asDouble();
  }

  @Test
  void thePriceIsFoundThatBringsTheClaimToItsTarget() throws IOException {
    double free = measuredNow();
    assertThat(result().at("/prices/0/fitted").asInt()).as("nothing is cheaper").isZero();

    assertThat(calibrate(EXPERIMENT + CALIBRATE.formatted(free + 900_000)).exitCode).isZero();
    JsonNode result = result();
    int fitted = result.at("/prices/0/fitted").asInt();
    assertThat(fitted).isBetween(1, 999);
    assertThat(result.at("/targets/0/residual").asDouble()).isBetween(-40_000.0, 40_000.0);
    assertThat(result.at("/evaluations").asInt()).isBetween(5, 60);
    JsonNode dear = result.at("/claims/0");
    assertThat(dear.at("/fittedTo").asBoolean()).isTrue();
    assertThat(dear.at("/influences/0/low/measured").asDouble())
        .isLessThan(dear.at("/measured").asDouble());
    assertThat(dear.at("/influences/1/step").asText()).isEqualTo("api-call");
    assertThat(dear.at("/influences/1/fitted").asBoolean()).isFalse();
    JsonNode once = result.at("/claims/1");
    assertThat(once.at("/fittedTo").asBoolean()).isFalse();
    assertThat(once.at("/met").asBoolean()).isTrue();
    assertThat(once.at("/influences/0/decides").asBoolean()).isFalse();
    assertThat(Files.readString(out.resolve("calibration.txt")))
        .contains("Profile lab-fitted, from lab")
        .contains("lock");
  }

  @Test
  void theProfileCanBeUsedAndSaysWhereItCameFrom() throws IOException {
    calibrate(EXPERIMENT + CALIBRATE.formatted("500000"));
    String profile = Files.readString(out.resolve("lab-fitted.conf"));
    assertThat(profile)
        .contains("costs.lab-fitted = ${costs.lab} {")
        .contains("source = \"fitted from 0 to 1000, before 50; targets: dear residual ");
    Path use =
        Files.writeString(
            folder.resolve("use.conf"),
            "include \"out/lab-fitted.conf\"\nmachines.lab.cost = lab-fitted\n" + EXPERIMENT);
    Shell run = Shell.run("run", use.toString(), "--out", folder.resolve("results").toString());
    assertThat(run.err).doesNotContain("tollgate:");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("profile lab-fitted");
  }

  @Test
  void theSameFileGivesTheSameBytes() throws IOException {
    calibrate(EXPERIMENT + CALIBRATE.formatted("700000"));
    String first = Files.readString(out.resolve("calibration.json"));
    calibrate(EXPERIMENT + CALIBRATE.formatted("700000"));
    assertThat(Files.readString(out.resolve("calibration.json"))).isEqualTo(first);
  }

  @Test
  void withoutPricesToFitOnlyTheInfluenceOfOthersIsShown() throws IOException {
    String watching =
        "calibrate { profile = lab, watched { api-call { from = 0, to = 100000 } } }\n";
    assertThat(calibrate(EXPERIMENT + watching).exitCode).isZero();
    assertThat(result().at("/evaluations").asInt()).isZero();
    assertThat(result().at("/targets")).isEmpty();
    JsonNode dear = result().at("/claims/0");
    assertThat(dear.at("/influences/0/low/measured").asDouble())
        .isLessThan(dear.at("/measured").asDouble());
    assertThat(dear.at("/influences/0/high/measured").asDouble())
        .isGreaterThan(dear.at("/measured").asDouble());
    assertThat(Files.readString(out.resolve("calibration.txt"))).contains("lab, nothing fitted");
    assertThat(out.resolve("lab-fitted.conf")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " | the experiment does not say what to fit",
        "calibrate = 1 | calibrate is 1; expected a group",
        "calibrate { profile = lab, price {} } | unknown key calibrate.price; did you mean prices?",
        "calibrate { profile = lab } | calibrate names neither prices nor watched ones",
        "calibrate { profile = lab, prices { lock { from = 9, to = 9 } } } | from is not below to",
        "calibrate { profile = lab, prices { lock { from = x, to = 9 } } } | expected cycles",
        "calibrate { profile = lab, prices { lock { from = 1, to = 9 } }, targets { dear = much } }"
            + " | expected the value wanted, such as 30%, or band",
        "calibrate { profile = lap, prices { lock { from = 1, to = 9 } }, targets { dear = 1 } } |"
            + " there is no cost profile lap; did you mean lab?",
        "calibrate { profile = lab, prices { lok { from = 1, to = 9 } }, targets { dear = 1 } } |"
            + " profile lab has no price of lok; did you mean lock?",
        "calibrate { profile = lab, prices { lock { from = 1, to = 9 } }, targets { dea = 1 } } |"
            + " names dea, which is no claim of this experiment; did you mean dear?",
        "calibrate { profile = lab, prices { lock { from = 1, to = 9 } }, targets { dear = 1 },"
            + " search = [1] } | expected settings",
        "calibrate { profile = lab, name = lab, prices { lock { from = 1, to = 9 } }, targets {"
            + " dear = 1 } } | expected another name",
      })
  void nonsenseIsRefused(String calibrate, String complaint) throws IOException {
    Shell shell = calibrate(EXPERIMENT + (calibrate == null ? "" : calibrate));
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(complaint);
  }
}
