package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import jakarta.inject.Inject;

/** Makes DART IOMMUs. */
final class DartFactory implements IommuFactory {

  @Inject
  DartFactory() {}

  @Override
  public String description() {
    return "DART of the U3 and U4 bridges (Power Mac G5, IBM JS20 and JS21, 2003-2006): one table for"
        + " all devices, no rights, unused entries lead to a dummy page, invalidates when it maps.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return DartConfiguration.PARAMETERS;
  }

  @Override
  public ImmutableSet<IommuCapability> capabilities(Parameters parameters) {
    return switch (DartConfiguration.chip(parameters)) {
      case U3 -> ImmutableSet.of(IommuCapability.INVALIDATES_ON_MAP);
      case U4 ->
          ImmutableSet.of(
              IommuCapability.INVALIDATES_ON_MAP, IommuCapability.SELECTIVE_INVALIDATION);
    };
  }

  @Override
  public Applicability on(MachineProfile machine) {
    return machine.memoryBytes() <= DartEntry.ADDRESSABLE_BYTES
        ? Applicability.applicable()
        : Applicability.notApplicable(
            "machine %s has %d bytes of memory, and DART's entries lead to %d at most"
                .formatted(machine.name(), machine.memoryBytes(), DartEntry.ADDRESSABLE_BYTES));
  }

  @Override
  public Iommu create(IommuContext context, Parameters parameters) {
    return new DartIommu(context, DartConfiguration.of(parameters, context.demandedIoPages()));
  }
}
