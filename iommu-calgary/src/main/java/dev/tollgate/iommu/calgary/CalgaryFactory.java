package dev.tollgate.iommu.calgary;

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

/** Makes Calgary IOMMUs. */
final class CalgaryFactory implements IommuFactory {

  @Inject
  CalgaryFactory() {}

  @Override
  public String description() {
    return "IBM Calgary and CalIOC2 (System x servers, 2005-2010): a table for each PCI bus, cached"
        + " translations forgotten by stopping the bus.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return CalgaryConfiguration.PARAMETERS;
  }

  @Override
  public ImmutableSet<IommuCapability> capabilities(Parameters parameters) {
    return ImmutableSet.of(IommuCapability.FAULTS_ON_UNMAPPED, IommuCapability.READ_ONLY_ENTRIES);
  }

  @Override
  public Applicability on(MachineProfile machine) {
    return machine.memoryBytes() <= Tce.ADDRESSABLE_BYTES
        ? Applicability.applicable()
        : Applicability.notApplicable(
            "machine %s has %d bytes of memory, and Calgary's entries lead to %d at most"
                .formatted(machine.name(), machine.memoryBytes(), Tce.ADDRESSABLE_BYTES));
  }

  @Override
  public Iommu create(IommuContext context, Parameters parameters) {
    return new CalgaryIommu(
        context, CalgaryConfiguration.of(parameters, context.demandedIoPages()));
  }
}
