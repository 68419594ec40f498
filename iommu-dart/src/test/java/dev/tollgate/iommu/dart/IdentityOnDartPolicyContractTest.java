package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class IdentityOnDartPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("identity"));
  }

  @Override
  protected ImmutableList<IommuVariant> units() {
    return ImmutableList.of(
        IommuVariant.of("dart", "table=2M"), IommuVariant.of("dart", "table=16K", "model=u3"));
  }
}
