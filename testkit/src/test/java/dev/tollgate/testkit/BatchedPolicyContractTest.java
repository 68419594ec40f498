package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** One invalidation for many buffers. */
class BatchedPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("batched"), PolicyVariant.of("pooled"));
  }

  @Override
  protected boolean promisesNoStaleReach() {
    return true;
  }
}
