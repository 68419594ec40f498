package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import jakarta.inject.Inject;

/** Makes boots. */
final class BootFactory implements WorkloadFactory {

  @Inject
  BootFactory() {}

  @Override
  public String description() {
    return "Boots Linux 2.6.5-tiny1 on a small PC, up to a shell that prints /proc/meminfo, or says"
        + " what there was no memory for.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return BootOptions.PARAMETERS;
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.ALLOCATOR);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    BootOptions options = BootOptions.of(parameters);
    return new Boot(options, BootSequence.read(options.sequence()));
  }
}
