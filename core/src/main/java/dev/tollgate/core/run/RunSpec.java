package dev.tollgate.core.run;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.allocator.AllocatorAccounting;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.spi.Parameters;

/**
 * Everything that decides what one run does: two runs of equal specs give equal results, byte for
 * byte.
 *
 * @param machine the machine, resolved
 * @param prices the cost profile, resolved
 * @param iommu name of the IOMMU, or {@link #OFF}
 * @param policy name of the protection policy; {@link #OFF} exactly when the IOMMU is
 * @param allocator name of the kernel's memory allocator, or {@link #NONE} if the workload does not
 *     use one
 * @param workload name of the workload
 * @param environment name of the environment that the operating system with the devices runs in:
 *     {@link #BARE_METAL}, or that of a hypervisor
 * @param parameters resolved values of every part named above, by its path: {@code iommu.calgary},
 *     {@code policy.strict}, {@code allocator.slab}, {@code workload.replay}, {@code
 *     environment.xen-dom0}; in that order; and under {@link DevicePolicies#PATH} the devices that
 *     have a policy of their own, whose values then stand there, too
 * @param dmaDebug whether the DMA API checks its callers as Linux's dma-debug does
 * @param accounting whether account is kept of who holds which kernel memory
 * @param seed where all pseudo-random choices come from
 */
public record RunSpec(
    MachineProfile machine,
    CostProfile prices,
    String iommu,
    String policy,
    String allocator,
    String workload,
    String environment,
    ImmutableMap<String, Parameters> parameters,
    boolean dmaDebug,
    AllocatorAccounting accounting,
    long seed) {

  /** Name of the IOMMU and of the policy of a machine whose devices reach memory untranslated. */
  public static final String OFF = "off";

  /** Name of the allocator of a run that allocates nothing. */
  public static final String NONE = "none";

  /** Name of the environment of an operating system that no hypervisor stands below. */
  public static final String BARE_METAL = "bare-metal";

  /** A run on bare metal that keeps no account of kernel memory. */
  public RunSpec(
      MachineProfile machine,
      CostProfile prices,
      String iommu,
      String policy,
      String allocator,
      String workload,
      ImmutableMap<String, Parameters> parameters,
      boolean dmaDebug,
      long seed) {
    this(
        machine,
        prices,
        iommu,
        policy,
        allocator,
        workload,
        BARE_METAL,
        parameters,
        dmaDebug,
        AllocatorAccounting.NONE,
        seed);
  }

  /** The same with other values for its parts. */
  public RunSpec withParameters(ImmutableMap<String, Parameters> others) {
    return new RunSpec(
        machine,
        prices,
        iommu,
        policy,
        allocator,
        workload,
        environment,
        others,
        dmaDebug,
        accounting,
        seed);
  }

  /** The same with another seed. */
  public RunSpec withSeed(long other) {
    return new RunSpec(
        machine,
        prices,
        iommu,
        policy,
        allocator,
        workload,
        environment,
        parameters,
        dmaDebug,
        accounting,
        other);
  }

  /** The values for one part, empty if it declares none. */
  public Parameters parametersOf(String kind, String name) {
    Parameters values = parameters.get(kind + "." + name);
    return values == null ? Parameters.NONE : values;
  }
}
