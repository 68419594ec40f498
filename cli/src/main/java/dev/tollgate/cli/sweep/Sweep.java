package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.Results.PluginRecord;
import dev.tollgate.cli.results.RunJournal;
import dev.tollgate.cli.results.RunRecord;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An experiment under way: runs its plan, writes each run to the journal as it ends, and can say at
 * any moment what the results are so far. Safe for use by several threads.
 */
public final class Sweep {

  private final Plan plan;
  private final String version;
  private final ImmutableList<PluginRecord> plugins;
  private final SweepExecutor executor;
  private final @Nullable Outcome[] outcomes;

  /**
   * A sweep that has not begun.
   *
   * @param version of Tollgate
   * @param plugins that were loaded
   */
  public Sweep(
      Plan plan, String version, ImmutableList<PluginRecord> plugins, SweepExecutor executor) {
    this.plan = plan;
    this.version = version;
    this.plugins = plugins;
    this.executor = executor;
    this.outcomes = new Outcome[plan.runs().size()];
  }

  /**
   * Runs everything.
   *
   * @param folder receives the journal, or null if nothing is kept
   * @return the results, those of failed runs included
   */
  public Results run(Runner runner, @Nullable ResultsFolder folder, SweepListener listener) {
    if (folder == null) {
      executor.execute(plan.runs(), runner, keeping(null, null, listener));
    } else {
      try (RunJournal journal = folder.journal()) {
        executor.execute(plan.runs(), runner, keeping(folder, journal, listener));
      } catch (IOException e) {
        throw folder.unwritableJournal(e);
      }
    }
    return results();
  }

  /** Begins no further runs; those under way go on. */
  public void stop() {
    executor.stop();
  }

  private SweepListener keeping(
      @Nullable ResultsFolder folder, @Nullable RunJournal journal, SweepListener listener) {
    return new SweepListener() {
      @Override
      public void started(PlannedRun run) {
        listener.started(run);
      }

      @Override
      public void progressed(long events) {
        listener.progressed(events);
      }

      @Override
      public void ended(PlannedRun run, Outcome outcome) {
        keep(run, outcome);
        if (folder != null && journal != null) {
          append(folder, journal, outcome);
        }
        listener.ended(run, outcome);
      }
    };
  }

  private void append(ResultsFolder folder, RunJournal journal, Outcome outcome) {
    folder.writeRun(outcome.run().number(), outcome.files());
    try {
      journal.append(new RunJournal.Line(version, outcome.run(), outcome.meanings()));
    } catch (IOException e) {
      throw folder.unwritableJournal(e);
    }
  }

  private synchronized void keep(PlannedRun run, Outcome outcome) {
    outcomes[run.number() - 1] = outcome;
  }

  /** The results so far: a run that has not ended is recorded as interrupted. */
  public synchronized Results results() {
    NavigableMap<String, String> meanings = new TreeMap<>();
    ImmutableList.Builder<RunRecord> runs = ImmutableList.builder();
    for (PlannedRun run : plan.runs()) {
      Outcome outcome = outcomes[run.number() - 1];
      if (outcome == null) {
        runs.add(interrupted(run));
      } else {
        outcome.meanings().forEach(meanings::putIfAbsent);
        runs.add(outcome.run());
      }
    }
    return new Results(
        Results.SCHEMA,
        plan.title(),
        version,
        plugins,
        plan.axes(),
        plan.warnings(),
        ImmutableSortedMap.copyOf(meanings),
        runs.build(),
        plan.notApplicable(),
        plan.sweep());
  }

  /** How many runs have ended. */
  public synchronized int ended() {
    int count = 0;
    for (Outcome outcome : outcomes) {
      count += outcome == null ? 0 : 1;
    }
    return count;
  }

  private static RunRecord interrupted(PlannedRun run) {
    return RunRecord.failed(
        run.number(),
        run.coordinates(),
        Recorder.spec(run.spec(), run.asWritten()),
        new FailureRecord(FailureRecord.Kind.INTERRUPTED, "the experiment was stopped first"));
  }
}
