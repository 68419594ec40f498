package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.claim.Judge;
import dev.tollgate.cli.claim.Tabulator;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.repeat.Repeats;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.Results.PluginRecord;
import dev.tollgate.cli.results.RunFiles;
import dev.tollgate.cli.results.RunJournal;
import dev.tollgate.cli.results.RunJournal.Line;
import dev.tollgate.cli.results.RunRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An experiment under way: runs its plan, writes each run to the journal as it ends, and can say at
 * any moment what the results are so far. Runs that are in the journal already are not done again.
 * Safe for use by several threads.
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
   * @param digest tells which runs of the folder's journal need not be done again
   * @param folder receives the journal, or null if nothing is kept
   * @return the results, those of failed runs included
   */
  public Results run(
      Runner runner, RunDigest digest, @Nullable ResultsFolder folder, SweepListener listener) {
    if (folder == null) {
      executor.execute(plan.runs(), runner, keeping(outcome -> {}, listener));
    } else {
      Map<Integer, @Nullable String> digests = digests(digest);
      try (RunJournal journal = folder.journal()) {
        ImmutableList<PlannedRun> left =
            keepEarlier(folder.keep(journal, plan.runs(), run -> digests.get(run.number())));
        listener.kept(plan.runs().size() - left.size());
        executor.execute(
            left, runner, keeping(outcome -> append(folder, journal, digests, outcome), listener));
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

  /** Files are read, and found unchanged, before the first run begins. */
  private Map<Integer, @Nullable String> digests(RunDigest digest) {
    Map<Integer, @Nullable String> digests = new HashMap<>();
    plan.runs().forEach(run -> digests.put(run.number(), digest.of(run)));
    return digests;
  }

  /** Takes what an earlier execution did; returns what is left to do. */
  private synchronized ImmutableList<PlannedRun> keepEarlier(List<Line> lines) {
    for (Line line : lines) {
      outcomes[line.run().number() - 1] =
          new Outcome(
              line.run(),
              ImmutableSortedMap.copyOf(line.meanings()),
              ImmutableSortedMap.of(),
              null);
    }
    return plan.runs().stream()
        .filter(run -> outcomes[run.number() - 1] == null)
        .collect(ImmutableList.toImmutableList());
  }

  private SweepListener keeping(Consumer<Outcome> writer, SweepListener listener) {
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
        writer.accept(outcome);
        listener.ended(run, outcome);
      }
    };
  }

  private void append(
      ResultsFolder folder,
      RunJournal journal,
      Map<Integer, @Nullable String> digests,
      Outcome outcome) {
    int number = outcome.run().number();
    folder.writeRun(number, outcome.files());
    try {
      journal.append(
          new Line(
              version,
              digests.get(number),
              RunFiles.digests(outcome.files()),
              outcome.run(),
              outcome.meanings()));
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
    ImmutableList<RunRecord> records = runs.build();
    Judge judge = new Judge(records);
    return new Results(
        Results.SCHEMA,
        plan.title(),
        version,
        plugins,
        plan.axes(),
        plan.warnings(),
        ImmutableSortedMap.copyOf(meanings),
        records,
        plan.notApplicable(),
        plan.sweep(),
        plan.claims().stream().map(judge::decide).collect(ImmutableList.toImmutableList()),
        Repeats.summary(records),
        plan.parts(),
        plan.tables().stream()
            .map(table -> new Tabulator(ofPart(table.part(), records)).of(table))
            .collect(ImmutableList.toImmutableList()));
  }

  private static ImmutableList<RunRecord> ofPart(String part, List<RunRecord> records) {
    return records.stream()
        .filter(run -> run.coordinates().getOrDefault(PartRecord.AXIS, part).equals(part))
        .collect(ImmutableList.toImmutableList());
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
