package dev.tollgate.cli.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.report.RunName;
import dev.tollgate.cli.results.RunFiles;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;

/** What there is to say about a recorded run, by doing it again. */
public final class Explanation {

  private final Repetition repetition;
  private final RunRecord run;

  /** Of one run. */
  public Explanation(Repetition repetition, RunRecord run) {
    this.repetition = repetition;
    this.run = run;
  }

  /**
   * The life of one buffer.
   *
   * @param number of the mapping, from 1
   * @throws BadInputException if there is no such mapping, or the run cannot be repeated
   */
  public Story buffer(int number) {
    BufferRecorder recorder = new BufferRecorder(number);
    repetition.run(run, recorder);
    if (!recorder.found()) {
      throw new BadInputException(
          "run %d maps %d buffers; there is no buffer %d"
              .formatted(run.number(), recorder.buffers(), number));
    }
    return recorder.story(run.number(), RunName.of(run), run.spec());
  }

  /** Whether a run left the sequence of an attack that succeeded. */
  public static boolean hasAttack(Path folder, RunRecord run) {
    return Files.isRegularFile(
        folder.resolve(RunFiles.folder(run.number())).resolve(AttackSequence.NAME));
  }

  /**
   * The attack of a run of the workload {@code errant}: the shortest sequence of events that shows
   * it, and what the buffer that was struck went through in it.
   *
   * @param folder of results
   * @throws BadInputException if the run left none, or it cannot be repeated
   */
  public Story attack(Path folder) {
    Path file = folder.resolve(RunFiles.folder(run.number())).resolve(AttackSequence.NAME);
    AttackSequence sequence = AttackSequence.read(file);
    ImmutableMap<String, String> repeated =
        ImmutableMap.of("workload.%s.sequence".formatted(run.spec().workload()), file.toString());
    MappingFinder finder = finder(sequence);
    RunResult result = repetition.like(run, repeated, finder);
    Metric done = result.metrics().get("errant.sequence.repeated");
    if (done == null || done.value() != 1) {
      throw new BadInputException(
          file + " no longer does its harm; a plugin or Tollgate has changed, so do the run again");
    }
    String title = "Attack of run %d, %s".formatted(run.number(), sequence.title());
    BufferRecorder recorder = new BufferRecorder(finder.found());
    if (finder.found() > 0) {
      repetition.like(run, repeated, recorder);
    }
    return recorder.found()
        ? recorder.story(run.number(), RunName.of(run), run.spec()).of(title, sequence.sentences())
        : Story.ofNoBuffer(run.number(), RunName.of(run), run.spec(), title, sequence.sentences());
  }

  private static MappingFinder finder(AttackSequence sequence) {
    JsonNode strike = sequence.strike();
    JsonNode map =
        strike == null || !strike.has("mapping")
            ? null
            : sequence.map(strike.path("mapping").asLong());
    JsonNode place = map == null ? strike : map;
    return place == null
        ? new MappingFinder(0, -1, false, 0)
        : new MappingFinder(
            place.path("device").asInt(),
            Long.decode(place.path("bus").asText("-1")),
            map == null,
            place.path("at").asLong());
  }

  /** The buffers worth a look, as text. */
  public String candidates() {
    Census census = new Census();
    repetition.run(run, census);
    return CandidateText.of(census, census.candidates(), run.number(), RunName.of(run));
  }
}
