package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.run.WorkloadFit;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import org.jspecify.annotations.Nullable;

/** Whether workload, machine, environment, IOMMU, policy and allocator of a run go together. */
final class Compatibility {

  private static final ImmutableSet<IommuCapability> NO_UNIT =
      ImmutableSet.of(IommuCapability.UNTRANSLATED);

  private Compatibility() {}

  /** Whether a run makes sense; names that nobody knows are another's complaint. */
  static Applicability of(RunSpec spec, Tollgate tollgate) {
    WorkloadFactory workload = tollgate.workloads().get(spec.workload());
    if (workload == null) {
      return Applicability.applicable();
    }
    @Nullable HypervisorFactory hypervisor = tollgate.environments().get(spec.environment());
    Applicability fit = WorkloadFit.of(spec, workload, hypervisor);
    if (fit instanceof Applicability.NotApplicable) {
      return fit;
    }
    IommuFactory iommu = tollgate.iommus().get(spec.iommu());
    if (iommu != null && iommu.on(spec.machine()) instanceof Applicability.NotApplicable not) {
      return not;
    }
    ImmutableSet<IommuCapability> capabilities =
        iommu == null ? NO_UNIT : iommu.capabilities(spec.parametersOf("iommu", spec.iommu()));
    if (hypervisor != null) {
      Parameters parameters = spec.parametersOf("environment", spec.environment());
      Applicability environment =
          hypervisor.on(spec.machine(), capabilities, workload.uses(), parameters);
      if (environment instanceof Applicability.NotApplicable) {
        return environment;
      }
      capabilities = hypervisor.seenByGuest(capabilities, parameters);
    }
    @Nullable ProtectionPolicyFactory policy = tollgate.policies().get(spec.policy());
    return iommu == null || policy == null ? Applicability.applicable() : policy.on(capabilities);
  }
}
