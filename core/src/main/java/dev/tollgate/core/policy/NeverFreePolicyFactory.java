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

/** Makes {@link CachedPolicy} without a limit: section 4.3.4 of the 2007 paper. */
final class NeverFreePolicyFactory implements ProtectionPolicyFactory {

  @Inject
  NeverFreePolicyFactory() {}

  @Override
  public String description() {
    return "Never unmaps: what was mapped once stays reachable, and is used again for the same"
        + " frames; only when no I/O page is left are the unused given up, all at once.";
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
    return new CachedPolicy(context, CachedPolicy.UNLIMITED, 1);
  }
}
