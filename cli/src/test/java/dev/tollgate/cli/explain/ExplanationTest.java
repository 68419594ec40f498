package dev.tollgate.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.Main;
import dev.tollgate.cli.explain.Census.Candidate;
import dev.tollgate.cli.explain.Story.Event;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stories hold what the exposure ledger counted, by a book of their own. */
class ExplanationTest {

  private static final Path TRACE =
      Path.of("..", "examples", "traces", "nvme-randread4k-strict.ftrace.gz")
          .toAbsolutePath()
          .normalize();

  private static Path folder = Path.of("");
  private static final Tollgate TOLLGATE = Tollgate.load();
  private static List<RunRecord> runs = List.of();

  @BeforeAll
  static void replay(@TempDir Path temporary) {
    folder = temporary;
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    assertThat(
            Main.run(
                new String[] {
                  "replay", TRACE.toString(), "--out", folder.toString(), "--machine", "lab"
                },
                nowhere,
                nowhere))
        .isZero();
    runs = ResultsFile.read(folder).runs();
  }

  private static Repetition repetition() {
    return new Repetition(TOLLGATE, ImmutableList.of(Path.of("")));
  }

  private static RunRecord run(String iommu, String policy) {
    return runs.stream()
        .filter(run -> run.spec().iommu().equals(iommu) && run.spec().policy().equals(policy))
        .findFirst()
        .orElseThrow();
  }

  private static long figure(RunRecord run, String name) {
    return Objects.requireNonNull(run.metrics().get(name)).value();
  }

  @Test
  void theLongestWindowIsTheLedgersUnderEveryCombination() {
    assertThat(runs).hasSizeGreaterThan(8);
    for (RunRecord run : runs) {
      Census census = new Census();
      repetition().run(run, census);
      long longest =
          census.candidates().stream()
              .filter(candidate -> candidate.why().matches("(until|still) .*"))
              .mapToLong(Candidate::picoseconds)
              .findFirst()
              .orElse(0);
      assertThat(longest)
          .as(run.spec().combination())
          .isEqualTo(
              Math.max(figure(run, "safety.stale.max"), figure(run, "safety.stale.open.max")));
    }
  }

  @Test
  void aStoryHasTheBytesOfTheTableAndTheWindow() {
    RunRecord run = run("calgary", "deferred");
    Census census = new Census();
    repetition().run(run, census);
    Candidate longest = census.candidates().get(0);
    Story story = new Explanation(repetition(), run).buffer(longest.buffer());
    assertThat(story.window()).isEqualTo(longest.picoseconds());
    List<Event> entries = story.events().stream().filter(e -> e.after() != null).toList();
    String frame = "%05x".formatted(Long.decode(story.physical()) >>> 12);
    assertThat(Objects.requireNonNull(entries.get(0).after()).replace(" ", ""))
        .as("entry of Calgary: frame number from bit 12 on, rights in bits 0 and 1")
        .isEqualTo("000000" + "%010x".formatted((Long.decode(story.physical()) & -4096) | 3))
        .contains(frame);
    assertThat(entries.get(0).before()).isEqualTo("00 00 00 00 00 00 00 00");
    assertThat(story.events().stream().map(Event::kind))
        .containsSubsequence("entry", "map", "fill", "access", "unmap", "entry");
    assertThat(StoryText.of(story))
        .contains("unmapped by the driver")
        .contains("Unmapped, it lay open to its device for ");
  }

  @Test
  void underStrictNothingIsLeftOpen() {
    Story story = new Explanation(repetition(), run("dart", "strict")).buffer(2);
    assertThat(story.window()).isZero();
    assertThat(story.events().stream().map(Event::kind))
        .containsSubsequence("map", "unmap", "entry", "forget");
    Event last = story.events().get(story.events().size() - 1);
    assertThat(last.entitled() || last.cached()).isFalse();
  }

  @Test
  void storiesAreKeptForTheRunTheyAreOf() {
    RunRecord run = run("calgary", "strict");
    Story story = new Explanation(repetition(), run).buffer(2);
    StoryFile.write(folder, story);
    Results results = ResultsFile.read(folder);
    assertThat(StoryFile.read(folder, results)).containsExactly(story);
    assertThat(StoryFile.read(folder, results.withRuns(results.runs().subList(0, 1)))).isEmpty();
  }

  @Test
  void aRunThatComesOutOtherwiseIsRefused() {
    RunRecord run = run("calgary", "strict");
    TreeMap<String, Figure> metrics = new TreeMap<>(run.metrics());
    metrics.put("dma.maps", new Figure(7, "count"));
    RunRecord other =
        new RunRecord(
            run.number(),
            run.coordinates(),
            run.spec(),
            null,
            metrics,
            run.cycles(),
            run.distributions(),
            run.series(),
            run.unobservable(),
            run.notes());
    assertThatThrownBy(() -> new Explanation(repetition(), other).buffer(1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not come out as recorded: dma.maps is ")
        .hasMessageContaining(", recorded is 7");
  }

  @Test
  void buffersThatAreNotThereAreRefused() {
    RunRecord run = run("calgary", "strict");
    assertThatThrownBy(() -> new Explanation(repetition(), run).buffer(1_000_000))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching("run \\d+ maps \\d+ buffers; there is no buffer 1000000");
  }
}
