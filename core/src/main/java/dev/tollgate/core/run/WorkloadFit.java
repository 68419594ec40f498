package dev.tollgate.core.run;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import org.jspecify.annotations.Nullable;

/** Whether a run has the kinds of parts that its workload makes use of, and no others. */
public final class WorkloadFit {

  private WorkloadFit() {}

  /**
   * Whether the IOMMU, the allocator and the environment of {@code spec} go with its workload.
   *
   * @param hypervisor the environment; null on bare metal
   */
  public static Applicability of(
      RunSpec spec, WorkloadFactory workload, @Nullable HypervisorFactory hypervisor) {
    ImmutableSet<WorkloadUse> uses = workload.uses();
    if (!uses.contains(WorkloadUse.DMA) && !spec.iommu().equals(RunSpec.OFF)) {
      return Applicability.notApplicable(
          "workload %s makes no DMA that an IOMMU could translate".formatted(spec.workload()));
    }
    if (!uses.contains(WorkloadUse.DMA) && !spec.environment().equals(RunSpec.BARE_METAL)) {
      return Applicability.notApplicable(
          "workload %s drives no device, and only what devices need passes through the hypervisor of %s"
              .formatted(spec.workload(), spec.environment()));
    }
    boolean allocates = uses.contains(WorkloadUse.ALLOCATOR);
    boolean allocator = !spec.allocator().equals(RunSpec.NONE);
    if (allocates && !allocator) {
      return Applicability.notApplicable(
          "workload %s needs an allocator".formatted(spec.workload()));
    }
    if (allocator && !allocates) {
      return Applicability.notApplicable(
          "workload %s allocates no memory of the kernel".formatted(spec.workload()));
    }
    return workload.on(
        hypervisor == null
            ? ImmutableSet.of()
            : hypervisor.capabilities(spec.parametersOf("environment", spec.environment())),
        spec.parametersOf("workload", spec.workload()));
  }
}
