package dev.tollgate.cli.advice;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Settings;
import dev.tollgate.workload.advisor.Advice;
import dev.tollgate.workload.advisor.Trial;
import java.nio.file.Path;

/**
 * What a replay made of a piece of advice. The peak is where the trace's kmallocs held most bytes
 * asked for; what is predicted is predicted for that moment.
 *
 * @param trial what was tried
 * @param saved bytes less in objects, headers and large blocks at the peak than in the first trial
 * @param heldAtPeak bytes of all pages held at the peak
 * @param heldMost bytes of all pages held, at most
 * @param heldAtEnd bytes of all pages held when the trace ended
 * @param failed requests that got no memory
 */
public record TrialResult(
    Trial trial, long saved, long heldAtPeak, long heldMost, long heldAtEnd, long failed) {

  private static final String WORKLOAD = "allocations";

  /**
   * Replays a trace once for each trial that its allocator is there for.
   *
   * @param machine name of the machine to replay on
   * @throws dev.tollgate.core.error.BadInputException if there is no such machine
   */
  public static ImmutableList<TrialResult> of(
      Tollgate tollgate, Path trace, String machine, Advice advice) {
    ImmutableList.Builder<TrialResult> results = ImmutableList.builder();
    long first = -1;
    for (Trial trial : Trial.of(advice)) {
      if (tollgate.allocators().containsKey(trial.allocator())) {
        RunResult run = tollgate.run(spec(tollgate, trace, machine, advice, trial));
        long taken = taken(run);
        first = first < 0 ? taken : first;
        results.add(
            new TrialResult(
                trial,
                first - taken,
                run.value("workload.measured.held"),
                run.value("memory.pages.peak"),
                run.value("memory.held"),
                run.value("workload.failed")));
      }
    }
    return results.build();
  }

  private static RunSpec spec(
      Tollgate tollgate, Path trace, String machine, Advice advice, Trial trial) {
    String path = "workload." + WORKLOAD;
    Settings settings =
        tollgate
            .settings()
            .withOverrides(trial.settings())
            .withOverrides(
                ImmutableList.of(
                    path + ".trace=\"" + trace.toString().replace("\\", "\\\\") + "\"",
                    path + ".samples=0",
                    path + ".pictures=0",
                    path + ".measure-line=" + advice.demand().peakLine()));
    return tollgate
        .configure(settings)
        .runSpec(machine, RunSpec.OFF, RunSpec.OFF, trial.allocator(), WORKLOAD);
  }

  private static long taken(RunResult run) {
    return run.value("workload.measured.requested")
        + run.value("workload.measured.slack")
        + run.value("workload.measured.headers")
        + run.value("workload.measured.page-order-waste");
  }
}
