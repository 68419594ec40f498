package dev.tollgate.cli.sweep;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.FailureRecord.Kind;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.cli.results.RunFiles;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.SpecRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.run.RunResult;
import java.util.List;
import java.util.Map;

/** Runs one run and makes a record of it, whatever happens. */
final class OneRun {

  private OneRun() {}

  static Outcome run(PlannedRun run, Runner runner, SweepListener listener) {
    SpecRecord spec = Recorder.spec(run.spec(), run.asWritten());
    try {
      RunResult result = runner.run(run.spec(), listener::progressed);
      return new Outcome(
          Recorder.finished(run.number(), run.coordinates(), spec, result),
          Recorder.meanings(result),
          RunFiles.of(result),
          null);
    } catch (
        Throwable e) { // An error of one run, memory used up included, must not end the others.
      RunRecord failed = RunRecord.failed(run.number(), run.coordinates(), spec, failure(run, e));
      return new Outcome(failed, ImmutableSortedMap.of(), ImmutableSortedMap.of(), e);
    }
  }

  private static FailureRecord failure(PlannedRun run, Throwable e) {
    String message = asWritten(run, String.valueOf(e.getMessage()));
    if (e instanceof InvariantViolation) {
      return new FailureRecord(Kind.INVARIANT, message);
    }
    if (e instanceof BadInputException) {
      return new FailureRecord(Kind.BAD_INPUT, message);
    }
    if (e instanceof OutOfMemoryError) {
      return new FailureRecord(
          Kind.OUT_OF_MEMORY, "the Java machine's memory is used up; raise -Xmx or lower --jobs");
    }
    return new FailureRecord(Kind.ERROR, asWritten(run, e.toString()));
  }

  /** Names files as the user did, so that results do not depend on where they lie. */
  private static String asWritten(PlannedRun run, String message) {
    String renamed = message;
    for (Map.Entry<String, String> file : run.asWritten().entrySet()) {
      List<String> path = Splitter.on('.').splitToList(file.getKey());
      String found = run.spec().parametersOf(path.get(0), path.get(1)).text(path.get(2));
      renamed = renamed.replace(found, file.getValue());
    }
    return renamed;
  }
}
