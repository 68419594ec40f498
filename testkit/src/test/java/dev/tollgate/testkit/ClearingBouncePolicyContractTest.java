package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** Copies of buffers that are not filled before the device writes them. */
class ClearingBouncePolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("bounce", "pool=512K", "buffers=all", "preserve=false"));
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
  protected boolean keepsUnwrittenBytes() {
    return false;
  }
}
