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

/** Makes {@link IdentityPolicy}; it has no parameters. */
final class IdentityPolicyFactory implements ProtectionPolicyFactory {

  @Inject
  IdentityPolicyFactory() {}

  @Override
  public String description() {
    return "Maps all of memory once, each page frame to the I/O page of its number: no protection,"
        + " though translation is on.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of();
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return capabilities.contains(IommuCapability.GUARDED_BY_HYPERVISOR)
        ? Applicability.notApplicable(
            "the hypervisor lets no entry lead to frames that are not the guest's own;"
                + " pre-allocated enters those")
        : Applicabilities.withIommu(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    return new IdentityPolicy(context);
  }
}
