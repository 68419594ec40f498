package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.MachineProfile;

/**
 * Makes the hypervisor of one environment: whose operating system drives the devices, and what
 * stands between it and the hardware. Bound by the environment's name into {@code MapBinder<String,
 * HypervisorFactory>}; a hypervisor with several such arrangements binds one factory for each.
 */
public interface HypervisorFactory {

  /** One sentence for listings: the hypervisor, its period, and who drives the devices. */
  String description();

  /** The parameters it understands, in the order to list them. */
  ImmutableList<ParameterSpec> parameters();

  /** What a hypervisor made with these parameters offers its guests. */
  ImmutableSet<HypervisorCapability> capabilities(Parameters parameters);

  /** What the guest that drives the devices can do with an IOMMU of {@code unit} capabilities. */
  default ImmutableSet<IommuCapability> seenByGuest(
      ImmutableSet<IommuCapability> unit, Parameters parameters) {
    return unit;
  }

  /**
   * Whether it makes sense on such a machine, and for a workload that makes use of {@code uses}.
   *
   * @param unit what the machine's IOMMU can do; {@link IommuCapability#UNTRANSLATED} if it has
   *     none
   */
  default Applicability on(
      MachineProfile machine,
      ImmutableSet<IommuCapability> unit,
      ImmutableSet<WorkloadUse> uses,
      Parameters parameters) {
    return Applicability.applicable();
  }

  /**
   * Builds the hypervisor of one run with its guests, before any IOMMU and before the page
   * allocator starts.
   *
   * @throws dev.tollgate.core.error.BadInputException if the machine cannot hold it
   */
  Hypervisor create(HypervisorContext context, Parameters parameters);
}
