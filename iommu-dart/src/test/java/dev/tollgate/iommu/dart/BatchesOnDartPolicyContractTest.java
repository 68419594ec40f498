package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class BatchesOnDartPolicyContractTest extends PolicyContract {

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
        IommuVariant.of("dart", "table=16K"), IommuVariant.of("dart", "table=16K", "model=u3"));
  }
}
