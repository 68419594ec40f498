package dev.tollgate.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.FailureRecord.Kind;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.Results.PluginRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {

  private static final SweepListener NOBODY = (run, outcome) -> {};

  private final Path folder;

  SweepTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void resultsStandInTheOrderOfThePlan() {
    Results results =
        sweep(9, 4).run((spec, progress) -> Plans.result(spec), RunDigest.NONE, null, NOBODY);
    assertThat(results.runs().stream().map(run -> run.number()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(results.runs().get(6).metrics())
        .containsEntry("workload.seed", new Figure(7, "count"));
    assertThat(results.meanings()).containsEntry("workload.seed", "the seed");
    assertThat(results.plugins()).containsExactly(new PluginRecord("test", "1"));
    assertThat(results.complete()).isTrue();
  }

  @Test
  void everyRunIsInTheJournalWhenItHasEnded() throws IOException {
    Path journal = folder.resolve("runs.jsonl");
    sweep(3, 1)
        .run(
            (spec, progress) -> {
              if (spec.seed() == 2) {
                throw new IllegalStateException("a defect");
              }
              return Plans.result(spec);
            },
            RunDigest.NONE,
            ResultsFolder.at(folder),
            (run, outcome) ->
                assertThat(journal)
                    .satisfies(file -> assertThat(Files.readAllLines(file)).hasSize(run.number())));
    assertThat(Files.readAllLines(journal).get(1)).contains("a defect").contains("\"number\":2");
  }

  @Test
  void filesAreCalledInComplaintsAsTheUserCallsThem() {
    Results results =
        sweep(1, 1)
            .run(
                (spec, progress) -> {
                  throw BadInputException.at("/deep/in/the/tree/in.txt", 3, "no such word");
                },
                RunDigest.NONE,
                null,
                NOBODY);
    assertThat(results.runs().get(0).failure())
        .isEqualTo(new FailureRecord(Kind.BAD_INPUT, "in.txt:3: no such word"));
    assertThat(results.complete()).isFalse();
  }

  @Test
  void runsThatHaveNotEndedAreRecordedAsInterrupted() {
    Sweep sweep = sweep(3, 1);
    sweep.run(
        (spec, progress) -> {
          sweep.stop();
          return Plans.result(spec);
        },
        RunDigest.NONE,
        null,
        NOBODY);
    assertThat(sweep.ended()).isEqualTo(1);
    assertThat(sweep.results().runs().get(0).finished()).isTrue();
    FailureRecord failure = sweep.results().runs().get(2).failure();
    assertThat(failure).isNotNull().extracting(FailureRecord::kind).isEqualTo(Kind.INTERRUPTED);
  }

  @Test
  void folderThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> ResultsFolder.at(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + " cannot be written: " + file + " is a file; expected a folder");
    assertThatThrownBy(() -> ResultsFolder.at(file.resolve("below")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file.resolve("below") + " cannot be written: ");
    assertThatThrownBy(() -> ResultsFolder.at(Path.of("/proc/tollgate")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("/proc/tollgate cannot be written: ");
  }

  @Test
  void nothingIsLeftBehindByLookingWhetherAFolderCanBeWritten() throws IOException {
    ResultsFolder.at(folder.resolve("new"));
    try (var files = Files.list(folder.resolve("new"))) {
      assertThat(files).isEmpty();
    }
  }

  private static Sweep sweep(int runs, int jobs) {
    return new Sweep(
        Plans.plan(runs),
        "1.0",
        ImmutableList.of(new PluginRecord("test", "1")),
        new LocalSweep(jobs));
  }
}
