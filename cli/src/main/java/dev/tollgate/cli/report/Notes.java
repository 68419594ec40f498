package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.SetMultimap;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.OutcomeRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What must be known to read a table of results: unknown figures, gaps, failures, warnings. */
public final class Notes {

  /** A list of more runs than these is no longer read. */
  private static final int NAMED_AT_MOST = 4;

  private Notes() {}

  /** The notes, a line each; failures last. */
  public static ImmutableList<String> of(Results results) {
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
    caveats(results).forEach(caveat -> notes.add("note: " + caveat));
    estimates(results).forEach(notes::add);
    results.warnings().forEach(warning -> notes.add("warning: " + warning));
    for (RunRecord run : results.runs()) {
      OutcomeRecord outcome = run.outcome();
      if (outcome != null && !outcome.success()) {
        notes.add("run " + run.number() + ", " + name(run) + ": " + outcome.message());
      }
    }
    failures(results)
        .forEach(
            failure ->
                notes.add(
                    failure.where() + ": " + failure.kind().words() + ": " + failure.message()));
    return notes.build();
  }

  /**
   * What must be known about the input of runs, each once; with the names of the runs if it is not
   * true of all that can be compared with them.
   */
  static ImmutableList<String> caveats(Results results) {
    ListMultimap<String, RunRecord> runsByNote = LinkedListMultimap.create();
    for (RunRecord run : results.runs()) {
      run.notes().forEach(note -> runsByNote.put(note, run));
    }
    ImmutableListMultimap<String, RunRecord> scenes = Scenes.of(results);
    ImmutableList.Builder<String> caveats = ImmutableList.builder();
    Multimaps.asMap(runsByNote)
        .forEach(
            (note, runs) -> {
              long comparable =
                  runs.stream()
                      .map(run -> Scenes.scene(run.coordinates()))
                      .distinct()
                      .flatMap(scene -> scenes.get(scene).stream())
                      .filter(RunRecord::finished)
                      .count();
              caveats.add(runs.size() == comparable ? note : note + " (" + names(runs) + ")");
            });
    return caveats.build();
  }

  /** How many of the prices that runs were charged are estimated, a line for each profile. */
  private static ImmutableList<String> estimates(Results results) {
    SetMultimap<String, String> charged = LinkedHashMultimap.create();
    SetMultimap<String, String> estimated = LinkedHashMultimap.create();
    for (RunRecord run : results.runs()) {
      for (AccountRecord account : run.cycles()) {
        if (account.count() > 0) {
          charged.put(run.spec().costProfile(), account.step());
          if (account.estimated()) {
            estimated.put(run.spec().costProfile(), account.step());
          }
        }
      }
    }
    return estimated.keySet().stream()
        .map(
            profile -> {
              int some = estimated.get(profile).size();
              int all = charged.get(profile).size();
              return "estimated: %s prices charged from profile %s (see report.html and docs/machines.md)"
                  .formatted(some == all ? "all " + all : some + " of " + all, profile);
            })
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Something that failed.
   *
   * @param where the run, or how many and which
   * @param kind what went wrong
   * @param message what exactly
   */
  record Failure(String where, FailureRecord.Kind kind, String message) {}

  /** The failed runs, by what went wrong; those that were never begun come last. */
  static ImmutableList<Failure> failures(Results results) {
    ListMultimap<FailureRecord, RunRecord> failed = LinkedListMultimap.create();
    ListMultimap<FailureRecord, RunRecord> interrupted = LinkedListMultimap.create();
    for (RunRecord run : results.runs()) {
      FailureRecord failure = run.failure();
      if (failure != null) {
        (run.interrupted() ? interrupted : failed).put(failure, run);
      }
    }
    ImmutableList.Builder<Failure> failures = ImmutableList.builder();
    Multimaps.asMap(failed)
        .forEach(
            (failure, runs) ->
                failures.add(new Failure(where(runs), failure.kind(), failure.message())));
    Multimaps.asMap(interrupted)
        .forEach(
            (failure, runs) ->
                failures.add(new Failure(count(runs.size()), failure.kind(), failure.message())));
    return failures.build();
  }

  private static String where(List<RunRecord> runs) {
    if (runs.size() == 1) {
      return "run " + runs.get(0).number() + ", " + name(runs.get(0));
    }
    return count(runs.size()) + " (" + names(runs) + ")";
  }

  private static String names(List<RunRecord> runs) {
    String names =
        runs.stream().limit(NAMED_AT_MOST).map(Notes::name).collect(Collectors.joining("; "));
    return runs.size() > NAMED_AT_MOST ? names + "; …" : names;
  }

  private static String count(int runs) {
    return runs == 1 ? "1 run" : runs + " runs";
  }

  /** A run by what distinguishes it: {@code calgary/strict, trace = tx.gz}. */
  static String name(RunRecord run) {
    return RunName.of(run);
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
