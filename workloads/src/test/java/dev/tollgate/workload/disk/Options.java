package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunSpec;

/** Options of the workload as configurations give them. */
final class Options {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private Options() {}

  /** Defaults but for settings as in {@code device=nvme}. */
  static DiskOptions of(String... settings) {
    ImmutableList.Builder<String> overrides = ImmutableList.builder();
    for (String setting : settings) {
      overrides.add("workload.disk." + setting);
    }
    RunSpec spec =
        TOLLGATE
            .configure(TOLLGATE.settings().withOverrides(overrides.build()))
            .runSpec("lab", RunSpec.OFF, RunSpec.OFF, "disk");
    return DiskOptions.of(spec.parametersOf("workload", "disk"));
  }
}
