package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class BatchesOnCalgaryPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("batched"),
        PolicyVariant.of("pooled"),
        PolicyVariant.of("contiguous", "area=8"));
  }

  @Override
  protected boolean promisesNoStaleReach() {
    return true;
  }

  @Override
  protected boolean givesBackAtUnmap() {
    return false;
  }

  @Override
  protected ImmutableList<IommuVariant> units() {
    return ImmutableList.of(
        IommuVariant.of("calgary", "table=64K"),
        IommuVariant.of("calgary", "table=64K", "driver=2008", "chip=calioc2"));
  }
}
