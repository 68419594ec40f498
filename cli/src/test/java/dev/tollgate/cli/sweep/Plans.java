package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.stream.IntStream;

/** Plans for tests, and results without simulation. */
final class Plans {

  private Plans() {}

  /** Runs whose number is their seed. */
  static ImmutableList<PlannedRun> runs(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                new PlannedRun(
                    number,
                    ImmutableMap.of("run.seed", Integer.toString(number)),
                    spec(number),
                    ImmutableMap.of("workload.test.input", "in.txt")))
        .collect(ImmutableList.toImmutableList());
  }

  static Plan plan(int runs) {
    return new Plan(
        "Plan", ImmutableList.of("run.seed"), runs(runs), ImmutableList.of(), ImmutableList.of());
  }

  private static RunSpec spec(long seed) {
    return new RunSpec(
        new MachineProfile(
            "toy", "A machine", 1, 1_000_000, 1 << 20, 0, PageAllocation.BUDDY, "toy"),
        new CostProfile("toy", "Prices", ImmutableSortedMap.of()),
        "off",
        "off",
        "none",
        "test",
        ImmutableMap.of(
            "workload.test",
            new Parameters(
                "workload.test", ImmutableSortedMap.of("input", "/deep/in/the/tree/in.txt"))),
        false,
        seed);
  }

  static RunResult result(RunSpec spec) {
    return new RunResult(
        spec,
        ImmutableSortedMap.of(
            "workload.seed", new Metric("workload.seed", spec.seed(), "count", "the seed")),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableSortedMap.of(),
        ImmutableList.of());
  }

  /** Throws anything as if it were unchecked. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
    throw (E) failure;
  }
}
