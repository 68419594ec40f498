package dev.tollgate.core.policy;

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

/** Makes {@link ContiguousPolicy}. */
final class ContiguousPolicyFactory implements ProtectionPolicyFactory {

  private static final ParameterSpec AREA =
      ParameterSpec.integer(
          "area",
          64,
          1,
          1 << 20,
          "I/O pages of an area, rounded up to a power of two. 64 hold as many receive buffers of"
              + " one page.");

  @Inject
  ContiguousPolicyFactory() {}

  @Override
  public String description() {
    return "Strict, with the I/O pages of a ring one behind the other, taken by the area, and"
        + " forgotten run by run, a batch at a time.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(AREA);
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return Applicabilities.withIommu(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    int wanted = (int) parameters.integer(AREA.name());
    return new ContiguousPolicy(
        context, 1 << (Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1)));
  }
}
