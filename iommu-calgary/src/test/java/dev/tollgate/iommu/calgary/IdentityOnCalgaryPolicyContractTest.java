package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class IdentityOnCalgaryPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("identity"));
  }

  @Override
  protected ImmutableList<IommuVariant> units() {
    return ImmutableList.of(
        IommuVariant.of("calgary", "table=256K"),
        IommuVariant.of("calgary", "table=64K", "driver=2008", "chip=calioc2"));
  }
}
