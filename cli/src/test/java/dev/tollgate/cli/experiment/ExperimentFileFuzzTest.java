package dev.tollgate.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.testkit.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Any file is either refused in words of our own, or an experiment whose runs are all planned:
 * settings, axes and claims.
 */
class ExperimentFileFuzzTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  @FuzzTest(maxDuration = "60s")
  void experiments(byte[] input) throws IOException {
    inFolder(folder -> check(folder, new String(input, StandardCharsets.ISO_8859_1)));
  }

  @Test
  void damagedExperiments() throws IOException {
    AtomicInteger planned = new AtomicInteger();
    inFolder(
        folder ->
            Mutations.forEach(
                getClass(),
                "experiments",
                2007,
                400,
                text -> planned.addAndGet(check(folder, text) ? 1 : 0)));
    assertThat(planned.get()).as("some are still experiments").isBetween(5, 390);
  }

  private interface Work {
    void in(Path folder);
  }

  private static void inFolder(Work work) throws IOException {
    Path folder = Files.createTempDirectory("experiment");
    try {
      work.in(folder);
    } finally {
      Files.deleteIfExists(folder.resolve("experiment.conf"));
      Files.delete(folder);
    }
  }

  /** Whether it is an experiment. */
  private static boolean check(Path folder, String text) {
    Path file = folder.resolve("experiment.conf");
    try {
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Plan plan;
    try {
      plan =
          Planner.plan(
              TOLLGATE,
              new InputFiles(null),
              ExperimentFile.read(file, TOLLGATE.settings(), ImmutableList.of()));
    } catch (BadInputException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception").doesNotContain("com.");
      return false;
    }
    assertThat(plan.runs().size() + plan.notApplicable().size()).isPositive();
    for (int number = 0; number < plan.runs().size(); number++) {
      assertThat(plan.runs().get(number).number()).isEqualTo(number + 1);
    }
    return true;
  }
}
