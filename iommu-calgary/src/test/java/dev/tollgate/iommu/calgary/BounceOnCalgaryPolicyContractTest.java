package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class BounceOnCalgaryPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("bounce", "pool=256K"),
        PolicyVariant.of("bounce", "pool=256K", "buffers=ends"));
  }

  @Override
  protected boolean promisesNoStaleReach() {
    return true;
  }

  @Override
  protected boolean promisesNoNeighbourReach() {
    return true;
  }

  @Override
  protected ImmutableList<IommuVariant> units() {
    return ImmutableList.of(
        IommuVariant.of("calgary", "table=64K"),
        IommuVariant.of("calgary", "table=64K", "driver=2008", "chip=calioc2"));
  }
}
