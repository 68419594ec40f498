package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.IommuCapability;

class DeferredPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("deferred"));
  }

  @Override
  protected boolean mayBeShadowed(ImmutableSet<IommuCapability> capabilities) {
    return !capabilities.contains(IommuCapability.INVALIDATES_ON_MAP);
  }
}
