package dev.tollgate.stream;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunParts;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.run.Simulation;
import dev.tollgate.core.spi.IommuFactory;
import java.util.Objects;
import java.util.stream.Stream;

/** Runs of the workload {@code stream}. */
final class Streams {

  static final Tollgate TOLLGATE = Tollgate.load();

  private Streams() {}

  /** On an x460 without IOMMU; settings as in {@code "test=TCP_RR"}. */
  static RunResult run(String... settings) {
    return runOn("x460", RunSpec.OFF, RunSpec.OFF, settings);
  }

  static RunResult runOn(String machine, String iommu, String policy, String... settings) {
    return TOLLGATE.run(spec(machine, iommu, policy, settings));
  }

  /** Behind an IOMMU that is not one of Tollgate's. */
  static RunResult runBehind(IommuFactory unit, RunSpec spec) {
    RunParts parts =
        new RunParts(
            unit,
            Objects.requireNonNull(TOLLGATE.policies().get(spec.policy())),
            Objects.requireNonNull(TOLLGATE.allocators().get(spec.allocator())),
            Objects.requireNonNull(TOLLGATE.workloads().get(spec.workload())));
    return new Simulation(spec, parts).run(events -> {});
  }

  static RunSpec spec(String machine, String iommu, String policy, String... settings) {
    ImmutableList<String> overrides =
        Stream.of(settings)
            .map(
                setting ->
                    setting.matches("(machine|iommu)[.].*")
                        ? setting
                        : "workload.stream." + setting)
            .collect(ImmutableList.toImmutableList());
    return TOLLGATE
        .configure(TOLLGATE.settings().withOverrides(overrides))
        .runSpec(machine, iommu, policy, "slab", "stream");
  }

  /** How much more of a figure a run of 400 ms has than one of 200 ms: the start left out. */
  static long[] steady(
      String machine, String iommu, String policy, String[] settings, String... metrics) {
    RunResult shorter = runOn(machine, iommu, policy, with(settings, "duration=200ms"));
    RunResult longer = runOn(machine, iommu, policy, with(settings, "duration=400ms"));
    return Stream.of(metrics)
        .mapToLong(metric -> longer.value(metric) - shorter.value(metric))
        .toArray();
  }

  private static String[] with(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }
}
