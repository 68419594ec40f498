package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.Map;

/** What must be known to read a table of results: unknown figures, gaps, failures, warnings. */
final class Notes {

  private Notes() {}

  /** The notes, a line each; failures last. */
  static ImmutableList<String> of(Results results) {
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    if (showsUnknown(results)) {
      unobservable(results)
          .asMap()
          .forEach(
              (reason, prefixes) ->
                  notes.add(
                      "?  cannot be seen: " + reason + " (" + String.join(", ", prefixes) + ")"));
    }
    inapplicable(results)
        .asMap()
        .forEach(
            (reason, names) ->
                notes.add("not applicable: " + String.join(", ", names) + ": " + reason));
    results.warnings().forEach(warning -> notes.add("warning: " + warning));
    failures(results)
        .forEach(
            failure ->
                notes.add(
                    failure.where() + ": " + failure.kind().words() + ": " + failure.message()));
    return notes.build();
  }

  /**
   * Something that failed.
   *
   * @param where the run, or how many
   * @param kind what went wrong
   * @param message what exactly
   */
  record Failure(String where, FailureRecord.Kind kind, String message) {}

  /** The failed runs; those that were never begun are one entry together. */
  static ImmutableList<Failure> failures(Results results) {
    ImmutableList.Builder<Failure> failures = ImmutableList.builder();
    int interrupted = 0;
    String message = "";
    for (RunRecord run : results.runs()) {
      FailureRecord failure = run.failure();
      if (run.interrupted() && failure != null) {
        interrupted++;
        message = failure.message();
      } else if (failure != null) {
        failures.add(
            new Failure(
                "run " + run.number() + ", " + name(run), failure.kind(), failure.message()));
      }
    }
    if (interrupted > 0) {
      failures.add(
          new Failure(
              interrupted == 1 ? "1 run" : interrupted + " runs",
              FailureRecord.Kind.INTERRUPTED,
              message));
    }
    return failures.build();
  }

  /** A run by what distinguishes it: {@code calgary/strict, trace = tx.gz}. */
  static String name(RunRecord run) {
    String scene = Scenes.scene(run.coordinates());
    return Scenes.contender(run) + (scene.isEmpty() ? "" : ", " + scene);
  }

  private static boolean showsUnknown(Results results) {
    return results.runs().stream()
        .anyMatch(
            run ->
                Measures.ALL.stream()
                    .anyMatch(measure -> measure.of(run).state() == Reading.State.UNKNOWN));
  }

  /** Prefixes of metrics that inputs could not show, by reason. */
  static SetMultimap<String, String> unobservable(Results results) {
    SetMultimap<String, String> reasons = LinkedHashMultimap.create();
    for (RunRecord run : results.runs()) {
      for (Map.Entry<String, String> entry : run.unobservable().entrySet()) {
        reasons.put(entry.getValue(), entry.getKey());
      }
    }
    return reasons;
  }

  /** Combinations that make no sense, by reason. */
  static SetMultimap<String, String> inapplicable(Results results) {
    SetMultimap<String, String> reasons = LinkedHashMultimap.create();
    for (InapplicableRecord combination : results.notApplicable()) {
      reasons.put(combination.reason(), combination.combination());
    }
    return reasons;
  }
}
