package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** All of memory, as far as there are I/O pages; the rest strictly. */
class IdentityPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(PolicyVariant.of("identity"));
  }
}
