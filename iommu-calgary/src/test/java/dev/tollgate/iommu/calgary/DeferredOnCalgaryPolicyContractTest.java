package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class DeferredOnCalgaryPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("deferred"), PolicyVariant.of("native"));
  }

  @Override
  protected boolean mayBeShadowed(ImmutableSet<IommuCapability> capabilities) {
    return !capabilities.contains(IommuCapability.INVALIDATES_ON_MAP);
  }

  @Override
  protected ImmutableList<IommuVariant> units() {
    return ImmutableList.of(
        IommuVariant.of("calgary", "table=64K"),
        IommuVariant.of("calgary", "table=64K", "driver=2008", "chip=calioc2"));
  }
}
