package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.experiment.Axis;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import java.util.List;

/** The runs on both sides of what a search found: the last bad one, and the first good one. */
public final class Boundaries {

  private Boundaries() {}

  /**
   * A plan of two runs for each combination, or one at an end of the range.
   *
   * @param smallest places in the range that the search found
   * @param axis the range
   */
  public static Plan plan(SmallestSearch search, List<Integer> smallest, Axis axis) {
    Plan last = search.plan(axis.values().size() - 1);
    ImmutableList.Builder<PlannedRun> runs = ImmutableList.builder();
    int number = 1;
    for (int combination = 0; combination < smallest.size(); combination++) {
      int good = smallest.get(combination);
      for (int value = Math.max(0, good - 1);
          value <= good && value < axis.values().size();
          value++) {
        runs.add(at(search.plan(value).runs().get(combination), number, axis, value));
        number++;
      }
    }
    return new Plan(
        last.title(),
        ImmutableList.<String>builder().addAll(last.axes()).add(axis.path()).build(),
        runs.build(),
        last.notApplicable(),
        last.warnings(),
        axis.path(),
        ImmutableList.of(),
        last.parts(),
        ImmutableList.of());
  }

  private static PlannedRun at(PlannedRun run, int number, Axis axis, int value) {
    return new PlannedRun(
        number,
        ImmutableMap.<String, String>builder()
            .putAll(run.coordinates())
            .put(axis.path(), axis.text(value))
            .buildOrThrow(),
        run.spec(),
        run.asWritten());
  }
}
