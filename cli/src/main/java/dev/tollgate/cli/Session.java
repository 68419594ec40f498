package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import dev.tollgate.cli.experiment.Axis;
import dev.tollgate.cli.experiment.Experiment;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.experiment.Planner;
import dev.tollgate.cli.report.ClaimText;
import dev.tollgate.cli.report.ScreenTable;
import dev.tollgate.cli.report.SmallestTable;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.Results.PluginRecord;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.sweep.Boundaries;
import dev.tollgate.cli.sweep.ContentDigest;
import dev.tollgate.cli.sweep.LocalSweep;
import dev.tollgate.cli.sweep.Outcome;
import dev.tollgate.cli.sweep.ResultsFolder;
import dev.tollgate.cli.sweep.RunDigest;
import dev.tollgate.cli.sweep.SmallestSearch;
import dev.tollgate.cli.sweep.Sweep;
import dev.tollgate.cli.sweep.SweepListener;
import dev.tollgate.core.boot.Tollgate;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One experiment from plan to report, as a command does it. */
final class Session {

  private final Terminal terminal;
  private final Tollgate tollgate;
  private final int jobs;
  private final @Nullable Path out;
  private final boolean fresh;

  /**
   * A session.
   *
   * @param jobs how many runs at once
   * @param out folder for results, or null if only the table is wanted
   * @param fresh whether runs are done again that the folder holds already
   */
  Session(Terminal terminal, Tollgate tollgate, int jobs, @Nullable Path out, boolean fresh) {
    this.terminal = terminal;
    this.tollgate = tollgate;
    this.jobs = jobs;
    this.out = out;
    this.fresh = fresh;
  }

  /** Runs everything; returns the exit code. */
  int run(InputFiles files, Experiment experiment) {
    return run(Planner.plan(tollgate, files, experiment), this::show, terminal.out());
  }

  /** Runs everything and shows the results in another way; returns the exit code. */
  int run(InputFiles files, Experiment experiment, Consumer<Results> shown) {
    return run(files, experiment, shown, terminal.out());
  }

  /**
   * Runs everything and shows the results in another way; returns the exit code.
   *
   * @param told hears where the report was written
   */
  int run(InputFiles files, Experiment experiment, Consumer<Results> shown, PrintStream told) {
    return run(
        Planner.plan(tollgate, files, experiment),
        results -> {
          if (results.runs().stream().anyMatch(RunRecord::finished)) {
            shown.accept(results);
          } else {
            show(results);
          }
        },
        told);
  }

  /**
   * Looks for the smallest value of {@code axis} at which each combination comes out well, and runs
   * that and the one before it; returns the exit code.
   */
  int runSmallest(InputFiles files, Experiment experiment, Axis axis) {
    try (Progress progress = Progress.over(0, terminal.err())) {
      SmallestSearch search =
          new SmallestSearch(
              axis.values().size(),
              value -> Planner.plan(tollgate, files, experiment.with(axis.only(value))),
              new LocalSweep(jobs),
              new Quiet(progress));
      return run(
          Boundaries.plan(search, search.run(tollgate::run), axis), this::show, terminal.out());
    }
  }

  /** Progress that hears of events, not of runs: how many there will be is not known. */
  private record Quiet(Progress progress) implements SweepListener {

    @Override
    public void progressed(long events) {
      progress.progressed(events);
    }

    @Override
    public void ended(PlannedRun run, Outcome outcome) {}
  }

  private int run(Plan plan, Consumer<Results> shown, PrintStream told) {
    ResultsFolder folder = out == null ? null : ResultsFolder.at(out);
    RunDigest digest =
        folder == null ? RunDigest.NONE : new ContentDigest(tollgate, Versions.tollgate());
    if (folder != null && fresh) {
      folder.forgetRuns();
    }
    plan.warnings().forEach(warning -> terminal.err().println("tollgate: warning: " + warning));
    Sweep sweep = new Sweep(plan, Versions.tollgate(), plugins(), new LocalSweep(jobs));
    Results results;
    try (Progress progress = Progress.over(plan.runs().size(), terminal.err());
        Interruption unused = Interruption.of(sweep, folder, terminal.err())) {
      results = sweep.run(tollgate::run, digest, folder, progress);
    }
    if (folder != null) {
      folder.write(results);
    }
    shown.accept(results);
    if (folder != null) {
      told.println("Report: " + folder.report());
    }
    return exitCode(results);
  }

  private void show(Results results) {
    if (results.runs().stream().anyMatch(RunRecord::finished) || results.runs().isEmpty()) {
      terminal.out().print(table(results));
      terminal.out().print(ClaimText.brief(results));
      return;
    }
    Multiset<String> messages = LinkedHashMultiset.create();
    for (RunRecord run : results.runs()) {
      FailureRecord failure = run.failure();
      if (failure != null) {
        messages.add(failure.kind().words() + ": " + failure.message());
      }
    }
    for (Multiset.Entry<String> message : messages.entrySet()) {
      int count = message.getCount();
      String all = count == results.runs().size() ? "all " : "";
      terminal
          .err()
          .println(
              "tollgate: "
                  + message.getElement()
                  + (count == 1 ? "" : " (" + all + count + " runs)"));
    }
  }

  /** The table that fits the results. */
  static String table(Results results) {
    String sweep = results.sweep();
    return sweep == null
        ? ScreenTable.of(results) + ScreenTable.asked(results)
        : SmallestTable.of(results, sweep);
  }

  private ImmutableList<PluginRecord> plugins() {
    return tollgate.plugins().stream()
        .map(plugin -> new PluginRecord(plugin.id(), plugin.version()))
        .collect(ImmutableList.toImmutableList());
  }

  private static int exitCode(Results results) {
    int code = ExitCode.FINE;
    for (RunRecord run : results.runs()) {
      FailureRecord failure = run.failure();
      if (failure != null) {
        if (failure.kind() != FailureRecord.Kind.BAD_INPUT) {
          return ExitCode.RUN_FAILED;
        }
        code = ExitCode.BAD_INPUT;
      }
    }
    return code;
  }
}
