package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** Copies of buffers, on a unit that forgives nothing. */
class BouncePolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("bounce", "pool=256K"),
        PolicyVariant.of("bounce", "pool=256K", "buffers=ends"),
        PolicyVariant.of("bounce", "pool=512K", "buffers=all"));
  }

  @Override
  protected boolean promisesNoStaleReach() {
    return true;
  }

  @Override
  protected boolean promisesNoNeighbourReach() {
    return true;
  }
}
