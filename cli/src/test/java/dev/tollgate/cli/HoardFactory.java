package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import jakarta.inject.Inject;

/** Makes the workload {@code hoard}. */
final class HoardFactory implements WorkloadFactory {

  @Inject
  HoardFactory() {}

  @Override
  public String description() {
    return "Allocates objects and keeps them.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(
        ParameterSpec.integer("objects", 100, 0, 1_000_000, "How many objects of 1000 bytes."));
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.ALLOCATOR);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    return new Hoard(parameters.integer("objects"));
  }

  private record Hoard(long objects) implements Workload {

    @Override
    public WorkloadDemands demands() {
      return new WorkloadDemands(ImmutableList.of(), 0, ImmutableSet.of());
    }

    @Override
    public void run(WorkloadContext context) {
      KernelAllocator allocator = context.allocator();
      for (long object = 0; object < objects; object++) {
        allocator.kmalloc(1000);
      }
      context.progress().accept(objects);
    }
  }
}
