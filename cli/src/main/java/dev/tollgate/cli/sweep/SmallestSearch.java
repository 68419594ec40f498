package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.OutcomeRecord;
import dev.tollgate.core.error.BadInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The smallest value of a setting at which each combination of an experiment comes out well, by
 * halving the range. Takes for granted that what comes out well at one value does so at all larger
 * ones.
 */
public final class SmallestSearch {

  private final int values;
  private final IntFunction<Plan> plans;
  private final Map<Integer, Plan> planned = new HashMap<>();
  private final SweepExecutor executor;
  private final SweepListener listener;

  /**
   * A search.
   *
   * @param values how many values the range has, at least 1
   * @param plans gives the same combinations, in the same order, for each value by its place
   * @param listener hears of every run tried
   */
  public SmallestSearch(
      int values, IntFunction<Plan> plans, SweepExecutor executor, SweepListener listener) {
    this.values = values;
    this.plans = plans;
    this.executor = executor;
    this.listener = listener;
  }

  /**
   * The place of the smallest good value for each combination; the number of values if none is.
   *
   * @throws BadInputException if a run cannot be done, or its workload has no outcome
   */
  public ImmutableList<Integer> run(Runner runner) {
    int combinations = plan(values - 1).runs().size();
    int[] bad = new int[combinations];
    int[] good = new int[combinations];
    List<Integer> open = new ArrayList<>();
    for (int combination = 0; combination < combinations; combination++) {
      bad[combination] = -1;
      good[combination] = values;
      open.add(combination);
    }
    while (!open.isEmpty()) {
      int[] probes = new int[combinations];
      for (int combination : open) {
        probes[combination] =
            good[combination] == values && bad[combination] < 0
                ? values - 1
                : (bad[combination] + good[combination]) >>> 1;
      }
      boolean[] well = tryAll(open, probes, runner);
      for (int combination : open) {
        if (well[combination]) {
          good[combination] = probes[combination];
        } else {
          bad[combination] = probes[combination];
        }
      }
      open.removeIf(combination -> good[combination] - bad[combination] <= 1);
    }
    ImmutableList.Builder<Integer> smallest = ImmutableList.builder();
    for (int place : good) {
      smallest.add(place);
    }
    return smallest.build();
  }

  /** The runs at a value. */
  public Plan plan(int value) {
    return planned.computeIfAbsent(value, plans::apply);
  }

  private boolean[] tryAll(List<Integer> open, int[] probes, Runner runner) {
    boolean[] well = new boolean[probes.length];
    List<PlannedRun> runs = new ArrayList<>();
    for (int combination : open) {
      PlannedRun run = plan(probes[combination]).runs().get(combination);
      runs.add(new PlannedRun(combination + 1, run.coordinates(), run.spec(), run.asWritten()));
    }
    List<RunRecord> records = new ArrayList<>();
    executor.execute(
        runs,
        runner,
        new SweepListener() {
          @Override
          public void progressed(long events) {
            listener.progressed(events);
          }

          @Override
          public void ended(PlannedRun run, Outcome outcome) {
            synchronized (records) {
              records.add(outcome.run());
            }
            listener.ended(run, outcome);
          }
        });
    if (records.size() < runs.size()) {
      throw new BadInputException("the search was stopped");
    }
    for (RunRecord record : records) {
      well[record.number() - 1] = isWell(record);
    }
    return well;
  }

  private static boolean isWell(RunRecord run) {
    FailureRecord failure = run.failure();
    if (failure != null) {
      throw new BadInputException("%s: %s".formatted(failure.kind().words(), failure.message()));
    }
    OutcomeRecord outcome = run.outcome();
    if (outcome == null) {
      throw new BadInputException(
          "--sweep looks for the smallest value at which a run comes out well; the workload %s has"
                  .formatted(run.spec().workload())
              + " no outcome");
    }
    return outcome.success();
  }
}
