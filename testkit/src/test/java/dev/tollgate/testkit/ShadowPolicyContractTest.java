package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** Copies in memory that is mapped for good. */
class ShadowPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("shadow"));
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

  @Override
  protected boolean keepsUnwrittenBytes() {
    return false;
  }
}
