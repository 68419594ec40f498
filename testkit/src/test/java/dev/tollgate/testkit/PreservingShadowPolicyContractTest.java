package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** Copies in memory that is mapped for good, filled before the device writes them. */
class PreservingShadowPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("shadow", "preserve=true"));
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
  protected boolean givesBackAtUnmap() {
    return false;
  }
}
