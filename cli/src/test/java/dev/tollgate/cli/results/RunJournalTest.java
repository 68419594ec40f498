package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.report.SampleResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {

  private static final ImmutableSortedMap<String, String> MEANINGS =
      ImmutableSortedMap.of("dma.maps", "calls\nthat map");

  private final Path folder;

  RunJournalTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void eachRunIsOneLineThatSaysEverything() throws IOException {
    List<RunRecord> runs = SampleResults.all().runs();
    try (RunJournal journal = RunJournal.open(folder)) {
      for (RunRecord run : runs) {
        journal.append(line(run));
      }
    }
    List<String> lines = Files.readAllLines(folder.resolve(RunJournal.NAME));
    assertThat(lines).hasSameSizeAs(runs);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(Json.MAPPER.readValue(lines.get(i), RunJournal.Line.class))
          .isEqualTo(line(runs.get(i)));
    }
  }

  @Test
  void linesOfSeveralThreadsDoNotMix() throws Exception {
    RunRecord run = SampleResults.all().runs().get(1);
    try (RunJournal journal = RunJournal.open(folder)) {
      List<Thread> threads = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 25; i++) {
                    append(journal, run);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    List<String> lines = Files.readAllLines(folder.resolve(RunJournal.NAME));
    assertThat(lines).hasSize(100).containsOnly(lines.get(0));
  }

  @Test
  void linesAreReadBackWithoutTheOneThatWasCutOff() throws IOException {
    List<RunRecord> runs = SampleResults.all().runs();
    try (RunJournal journal = RunJournal.open(folder)) {
      journal.append(line(runs.get(0)));
      journal.append(line(runs.get(1)));
      journal.append(line(runs.get(2)));
    }
    Path file = folder.resolve(RunJournal.NAME);
    byte[] whole = Files.readAllBytes(file);
    for (int cut : new int[] {2, 30, 700}) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      try (RunJournal journal = RunJournal.open(folder)) {
        assertThat(journal.lines()).containsExactly(line(runs.get(0)), line(runs.get(1)));
      }
    }
  }

  @Test
  void whatIsNoLineIsPassedOver() throws IOException {
    Files.writeString(
        folder.resolve(RunJournal.NAME),
        "old\n{\"tollgate\":\"0.0.1\"}\n\0\0\0\n"
            + Json.line(line(SampleResults.all().runs().get(0))));
    try (RunJournal journal = RunJournal.open(folder)) {
      assertThat(journal.lines()).containsExactly(line(SampleResults.all().runs().get(0)));
    }
  }

  @Test
  void aJournalBegunAnewHoldsTheLinesGivenAndThoseAddedSince() throws IOException {
    List<RunRecord> runs = SampleResults.all().runs();
    Files.writeString(folder.resolve(RunJournal.NAME), "old\n".repeat(10_000));
    try (RunJournal journal = RunJournal.open(folder)) {
      journal.restart(List.of(line(runs.get(3))));
      journal.append(line(runs.get(4)));
    }
    try (RunJournal journal = RunJournal.open(folder)) {
      assertThat(journal.lines()).containsExactly(line(runs.get(3)), line(runs.get(4)));
      journal.append(line(runs.get(5)));
    }
    try (RunJournal journal = RunJournal.open(folder)) {
      assertThat(journal.lines()).hasSize(3);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve(RunJournal.NAME));
    }
  }

  @Test
  void onlyOneProgramWritesAtATime() throws IOException {
    try (RunJournal journal = RunJournal.open(folder)) {
      assertThatThrownBy(() -> RunJournal.open(folder))
          .isInstanceOf(RunJournal.InUseException.class);
      journal.restart(List.of());
      assertThatThrownBy(() -> RunJournal.open(folder))
          .isInstanceOf(RunJournal.InUseException.class);
    }
    RunJournal.open(folder).close();
  }

  private static RunJournal.Line line(RunRecord run) {
    return new RunJournal.Line(
        "1.0",
        run.number() % 2 == 0 ? "digest of " + run.number() : null,
        ImmutableSortedMap.of("slabinfo-2.1", "12ab"),
        run,
        MEANINGS);
  }

  private static void append(RunJournal journal, RunRecord run) {
    try {
      journal.append(line(run));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
