package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** I/O pages by the area. */
class ContiguousPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("contiguous", "area=4"),
        PolicyVariant.of("contiguous", "area=16"),
        PolicyVariant.of("contiguous"));
  }

  @Override
  protected boolean promisesNoStaleReach() {
    return true;
  }

  @Override
  protected boolean givesBackAtUnmap() {
    return false;
  }
}
