package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import jakarta.inject.Inject;

/** Makes benchmarks of disks. */
final class DiskFactory implements WorkloadFactory {

  @Inject
  DiskFactory() {}

  @Override
  public String description() {
    return "Runs a profile of FFSB or a job file of fio on a machine whose CPUs and disk run in"
        + " simulated time.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return DiskOptions.PARAMETERS;
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.DMA, WorkloadUse.ALLOCATOR);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    DiskOptions options = DiskOptions.of(parameters);
    return new Disk(options, BenchmarkFile.read(options), seed);
  }
}
