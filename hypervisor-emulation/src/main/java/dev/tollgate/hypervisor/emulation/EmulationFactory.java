package dev.tollgate.hypervisor.emulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.HypervisorContext;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.WorkloadUse;

/** Makes hypervisors that emulate in one way. */
final class EmulationFactory implements HypervisorFactory {

  private final Emulation emulation;

  EmulationFactory(Emulation emulation) {
    this.emulation = emulation;
  }

  @Override
  public String description() {
    return switch (emulation) {
      case TRAP ->
          "A guest drives an emulated IOMMU with its own driver; each store to its table and each"
              + " access to its registers is an exit (vIOMMU, USENIX ATC 2011).";
      case SIDECORE ->
          "A guest drives an emulated IOMMU in shared memory, which another core polls: no exits,"
              + " and one core less (vIOMMU, USENIX ATC 2011).";
    };
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of();
  }

  @Override
  public ImmutableSet<HypervisorCapability> capabilities(Parameters parameters) {
    return ImmutableSet.of();
  }

  @Override
  public ImmutableSet<IommuCapability> seenByGuest(
      ImmutableSet<IommuCapability> unit, Parameters parameters) {
    return ImmutableSet.<IommuCapability>builder()
        .addAll(unit)
        .add(IommuCapability.GUARDED_BY_HYPERVISOR)
        .build();
  }

  @Override
  public Applicability on(
      MachineProfile machine,
      ImmutableSet<IommuCapability> unit,
      ImmutableSet<WorkloadUse> uses,
      Parameters parameters) {
    return emulation == Emulation.SIDECORE && machine.cpus() < 2
        ? Applicability.notApplicable(
            "machine %s has one CPU, and a sidecore takes one for itself".formatted(machine.name()))
        : Applicability.applicable();
  }

  @Override
  public Hypervisor create(HypervisorContext context, Parameters parameters) {
    return new EmulatingHypervisor(context.machine(), emulation);
  }
}
