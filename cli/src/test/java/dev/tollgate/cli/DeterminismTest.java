package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeterminismTest {

  private static final String EXPERIMENT =
      """
      title = "Everything with everything"
      use { machine = lab, workload = practice }
      workload.practice.input = "input.txt"
      vary {
        workload.practice.fail = [no, bad-input]
        workload.practice.buffers = [1, 50]
        iommu = all
        policy = all
      }
      repeat = 2
      """;

  private final Path folder;

  DeterminismTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("input.txt"), "");
    Files.writeString(folder.resolve("experiment.conf"), EXPERIMENT);
  }

  @Test
  void resultsDoNotDependOnTheNumberOfJobs() throws IOException {
    byte[] one = results(folder, 1);
    assertThat(results(folder, 1)).isEqualTo(one);
    assertThat(results(folder, 7)).isEqualTo(one);
  }

  @Test
  void resultsDoNotDependOnWhereTheExperimentLies(@TempDir Path elsewhere) throws IOException {
    Files.copy(folder.resolve("experiment.conf"), elsewhere.resolve("experiment.conf"));
    Files.copy(folder.resolve("input.txt"), elsewhere.resolve("input.txt"));
    byte[] here = results(folder, 2);
    assertThat(new String(here, java.nio.charset.StandardCharsets.UTF_8))
        .contains("input.txt:7: the line makes no sense")
        .doesNotContain(folder.toString());
    assertThat(results(elsewhere, 2)).isEqualTo(here);
  }

  private static byte[] results(Path folder, int jobs) throws IOException {
    Path out = Files.createTempDirectory(folder, "out");
    Shell.run(
        "run",
        folder.resolve("experiment.conf").toString(),
        "--out",
        out.toString(),
        "--jobs",
        Integer.toString(jobs));
    return Files.readAllBytes(out.resolve("results.json"));
  }
}
