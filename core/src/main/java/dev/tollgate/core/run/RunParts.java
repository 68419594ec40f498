package dev.tollgate.core.run;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The factories that a {@link RunSpec} names.
 *
 * @param iommu makes the IOMMU, or null where devices reach memory untranslated
 * @param policy makes the protection policies
 * @param allocator makes the kernel's allocator, or null where nothing is allocated
 * @param workload makes the workload
 * @param hypervisor makes the hypervisor, or null on bare metal
 * @param policiesOfDevices makes the policies of devices that have their own, by the policy's name
 */
public record RunParts(
    @Nullable IommuFactory iommu,
    ProtectionPolicyFactory policy,
    @Nullable AllocatorFactory allocator,
    WorkloadFactory workload,
    @Nullable HypervisorFactory hypervisor,
    ImmutableMap<String, ProtectionPolicyFactory> policiesOfDevices) {

  /** Parts of a run in which all devices have the same policy. */
  public RunParts(
      @Nullable IommuFactory iommu,
      ProtectionPolicyFactory policy,
      @Nullable AllocatorFactory allocator,
      WorkloadFactory workload,
      @Nullable HypervisorFactory hypervisor) {
    this(iommu, policy, allocator, workload, hypervisor, ImmutableMap.of());
  }

  /** Parts of a run on bare metal. */
  public RunParts(
      @Nullable IommuFactory iommu,
      ProtectionPolicyFactory policy,
      @Nullable AllocatorFactory allocator,
      WorkloadFactory workload) {
    this(iommu, policy, allocator, workload, null);
  }
}
