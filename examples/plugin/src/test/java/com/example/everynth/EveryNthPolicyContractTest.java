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
}
