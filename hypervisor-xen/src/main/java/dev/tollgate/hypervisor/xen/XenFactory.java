package dev.tollgate.hypervisor.xen;

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

/** Makes Xen in one arrangement of domains. */
final class XenFactory implements HypervisorFactory {

  private final Arrangement arrangement;

  XenFactory(Arrangement arrangement) {
    this.arrangement = arrangement;
  }

  @Override
  public String description() {
    return switch (arrangement) {
      case DOM0 ->
          "Xen; dom0, a 64-bit paravirtual guest, drives the devices for its own use and fills the"
              + " I/O table by hypercalls: Figures 4 and 5 of the 2007 paper.";
      case DOMU ->
          "Xen; dom0 drives the devices for domU, which reaches them by split drivers: Figures 6"
              + " and 7 of the 2007 paper.";
    };
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return XenSettings.parameters(arrangement);
  }

  @Override
  public ImmutableSet<HypervisorCapability> capabilities(Parameters parameters) {
    return switch (arrangement) {
      case DOM0 -> ImmutableSet.of();
      case DOMU -> {
        ImmutableSet.Builder<HypervisorCapability> all = ImmutableSet.builder();
        all.add(
            HypervisorCapability.BATCHES,
            HypervisorCapability.SIGNALS,
            HypervisorCapability.SHARED_MEMORY,
            HypervisorCapability.MEMORY_EXCHANGE,
            HypervisorCapability.SPLIT_DRIVERS);
        if (XenSettings.of(arrangement, parameters).flips()) {
          all.add(HypervisorCapability.FRAME_TRANSFERS);
        }
        yield all.build();
      }
    };
  }

  @Override
  public ImmutableSet<IommuCapability> seenByGuest(
      ImmutableSet<IommuCapability> unit, Parameters parameters) {
    ImmutableSet.Builder<IommuCapability> seen = ImmutableSet.builder();
    seen.addAll(unit).add(IommuCapability.GUARDED_BY_HYPERVISOR);
    if (XenSettings.of(arrangement, parameters).grantsForDevices()) {
      seen.add(IommuCapability.ENTERED_BY_HYPERVISOR);
    }
    return seen.build();
  }

  @Override
  public Applicability on(
      MachineProfile machine,
      ImmutableSet<IommuCapability> unit,
      ImmutableSet<WorkloadUse> uses,
      Parameters parameters) {
    XenSettings settings = XenSettings.of(arrangement, parameters);
    int needed = Math.max(1, settings.dom0Cpus()) + settings.domUCpus();
    return machine.cpus() < needed
        ? Applicability.notApplicable(
            "machine %s has %d CPUs, and the domains of %s need one each for %d virtual ones"
                .formatted(machine.name(), machine.cpus(), arrangement.environment(), needed))
        : Applicability.applicable();
  }

  @Override
  public Hypervisor create(HypervisorContext context, Parameters parameters) {
    return XenHypervisor.boot(context.machine(), XenSettings.of(arrangement, parameters));
  }
}
