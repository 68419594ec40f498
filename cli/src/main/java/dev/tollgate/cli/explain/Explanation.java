package dev.tollgate.cli.explain;

import dev.tollgate.cli.report.RunName;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;

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

  /** The buffers worth a look, as text. */
  public String candidates() {
    Census census = new Census();
    repetition.run(run, census);
    return CandidateText.of(census, census.candidates(), run.number(), RunName.of(run));
  }
}
