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

/** Makes {@link StrictPolicy}; it has no parameters. */
final class StrictPolicyFactory implements ProtectionPolicyFactory {

  @Inject
  StrictPolicyFactory() {}

  @Override
  public String description() {
    return "Makes the unit forget a buffer at each unmap: nothing unmapped stays reachable.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of();
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return Applicabilities.withIommu(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    return new StrictPolicy(context);
  }
}
