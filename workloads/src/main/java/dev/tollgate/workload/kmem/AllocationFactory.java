package dev.tollgate.workload.kmem;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import jakarta.inject.Inject;

/** Makes replays of allocations. */
final class AllocationFactory implements WorkloadFactory {

  @Inject
  AllocationFactory() {}

  @Override
  public String description() {
    return "Makes the memory allocations of a recorded trace again, in its order.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return AllocationConfiguration.PARAMETERS;
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.ALLOCATOR);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    return new AllocationReplay(AllocationConfiguration.of(parameters));
  }
}
