package com.example.everynth;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.PolicyContract;
import dev.tollgate.testkit.PolicyVariant;

class EveryNthPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("every-nth"), PolicyVariant.of("every-nth", "unmaps=3"));
  }

  /** Its I/O pages, those of a list that failed halfway too, wait for the next invalidation. */
  @Override
  protected boolean givesBackAtUnmap() {
    return false;
  }
}
