package com.example.everynth;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import jakarta.inject.Inject;

/** Makes {@link EveryNthPolicy}. */
final class EveryNthFactory implements ProtectionPolicyFactory {

  private static final ParameterSpec UNMAPS =
      ParameterSpec.integer(
          "unmaps",
          64,
          1,
          65536,
          "At every so-many-th unmap of a device the unit forgets everything. 1: at each.");

  @Inject
  EveryNthFactory() {}

  @Override
  public String description() {
    return "Makes the unit forget everything at every n-th unmap: fewer than n unmapped buffers"
               + " stay reachable.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(UNMAPS);
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return capabilities.contains(IommuCapability.UNTRANSLATED)
        ? Applicability.notApplicable("there is no IOMMU to protect memory with")
        : Applicability.applicable();
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    return new EveryNthPolicy(context, Math.toIntExact(parameters.integer(UNMAPS.name())));
  }
}
