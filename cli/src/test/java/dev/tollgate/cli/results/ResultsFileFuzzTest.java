package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tollgate.cli.report.HtmlReport;
import dev.tollgate.cli.report.ScreenTable;
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
 * Whatever a folder of results holds is either refused by the file's name, or can be written again
 * to the same effect, and shown.
 */
class ResultsFileFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void results(byte[] input) {
    checkResults(new String(input, StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "60s")
  void runs(byte[] input) {
    checkRuns(new String(input, StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "60s")
  void pictures(byte[] input) {
    checkPictures(new String(input, StandardCharsets.UTF_8));
  }

  @Test
  void damagedResults() {
    AtomicInteger understood = new AtomicInteger();
    Mutations.forEach(
        getClass(), "results", 17, 600, text -> understood.addAndGet(checkResults(text) ? 1 : 0));
    assertThat(understood.get()).as("some are still results").isBetween(30, 570);
  }

  @Test
  void damagedRuns() {
    Mutations.forEach(getClass(), "runs", 18, 1_000, ResultsFileFuzzTest::checkRuns);
  }

  @Test
  void damagedPictures() {
    Mutations.forEach(getClass(), "pictures", 19, 1_000, ResultsFileFuzzTest::checkPictures);
  }

  /** Whether it is results. */
  private static boolean checkResults(String text) {
    Results results;
    try {
      results = ResultsFile.parse("results.json", text);
    } catch (BadInputException e) {
      assertThat(e.getMessage()).matches("(?s)results.json:( |[1-9][0-9]*: ).*");
      return false;
    }
    String written = ResultsFile.text(results);
    assertThat(ResultsFile.parse("written", written)).isEqualTo(results);
    try {
      assertThat(ScreenTable.of(results)).isNotEmpty();
      assertThat(HtmlReport.of(results)).contains("</html>");
    } catch (BadInputException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    return true;
  }

  private static void checkRuns(String text) {
    try {
      Path folder = Files.createTempDirectory("runs");
      Path file = folder.resolve(RunJournal.NAME);
      try {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        try (RunJournal journal = RunJournal.open(folder)) {
          assertThat(journal.lines()).hasSizeLessThanOrEqualTo((int) text.lines().count());
        }
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkPictures(String text) {
    try {
      assertThat(PagePictures.parse("pages.json", text).text()).isNotEmpty();
    } catch (BadInputException e) {
      assertThat(e.getMessage()).matches("(?s)pages.json:( |[1-9][0-9]*: ).*");
    }
  }
}
