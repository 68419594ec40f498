package dev.tollgate.core.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import jakarta.inject.Inject;

/** Makes {@link PreAllocatedPolicy}: section 4.3.1 of the 2007 paper. */
final class PreAllocatedPolicyFactory implements ProtectionPolicyFactory {

  @Inject
  PreAllocatedPolicyFactory() {}

  @Override
  public String description() {
    return "Enters all of a guest's memory when it starts, page i at its frame i: devices reach all of"
        + " the guest, always, and nothing of others; needs a hypervisor.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of();
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    Applicability withIommu = Applicabilities.withIommu(capabilities);
    return withIommu instanceof Applicability.NotApplicable
            || capabilities.contains(IommuCapability.GUARDED_BY_HYPERVISOR)
        ? withIommu
        : Applicability.notApplicable(
            "without a hypervisor, to enter all memory of the guest is to enter all memory there is:"
                + " the IOMMU would protect nothing");
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    Guest guest = context.guest();
    if (guest == null) {
      throw new BadInputException("policy pre-allocated: there is no guest whose memory to enter");
    }
    return new PreAllocatedPolicy(context, guest);
  }
}
