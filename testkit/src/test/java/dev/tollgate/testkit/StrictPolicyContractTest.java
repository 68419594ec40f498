package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

class StrictPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("strict"));
  }

  @Override
  protected boolean promisesNoStaleReach() {
    return true;
  }
}
