package dev.tollgate.core.run;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;

/** Whether a run has the kinds of parts that its workload makes use of, and no others. */
public final class WorkloadFit {

  private WorkloadFit() {}

  /** Whether the IOMMU and the allocator of {@code spec} go with its workload. */
  public static Applicability of(RunSpec spec, WorkloadFactory workload) {
    ImmutableSet<WorkloadUse> uses = workload.uses();
    if (!uses.contains(WorkloadUse.DMA) && !spec.iommu().equals(RunSpec.OFF)) {
      return Applicability.notApplicable(
          "workload %s makes no DMA that an IOMMU could translate".formatted(spec.workload()));
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
    return Applicability.applicable();
  }
}
