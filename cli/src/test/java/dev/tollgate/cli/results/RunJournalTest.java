package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.report.SampleResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    try (RunJournal journal = RunJournal.create(folder)) {
      for (RunRecord run : runs) {
        journal.append(new RunJournal.Line("1.0", run, MEANINGS));
      }
    }
    List<String> lines = Files.readAllLines(folder.resolve(RunJournal.NAME));
    assertThat(lines).hasSameSizeAs(runs);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(Json.MAPPER.readValue(lines.get(i), RunJournal.Line.class))
          .isEqualTo(new RunJournal.Line("1.0", runs.get(i), MEANINGS));
    }
  }

  @Test
  void linesOfSeveralThreadsDoNotMix() throws Exception {
    RunRecord run = SampleResults.all().runs().get(1);
    try (RunJournal journal = RunJournal.create(folder)) {
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
  void newJournalReplacesTheOld() throws IOException {
    Files.writeString(folder.resolve(RunJournal.NAME), "old\n");
    RunJournal.create(folder).close();
    assertThat(folder.resolve(RunJournal.NAME)).isEmptyFile();
  }

  private static void append(RunJournal journal, RunRecord run) {
    try {
      journal.append(new RunJournal.Line("1.0", run, MEANINGS));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
