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

/**
 * Makes the policy that the unit's own Linux driver follows: {@link MapInvalidatedPolicy} where the
 * driver invalidates at map, else {@link DeferredPolicy}. It has no parameters.
 */
final class NativePolicyFactory implements ProtectionPolicyFactory {

  @Inject
  NativePolicyFactory() {}

  @Override
  public String description() {
    return "Does what the unit's own Linux driver does: as deferred,"
        + " or nothing where that driver invalidates when it maps.";
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
    return context.domain().capabilities().contains(IommuCapability.INVALIDATES_ON_MAP)
        ? new MapInvalidatedPolicy(context)
        : new DeferredPolicy(context);
  }
}
