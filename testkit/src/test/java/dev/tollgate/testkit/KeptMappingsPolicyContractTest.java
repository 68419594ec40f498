package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** Policies that keep entries or I/O pages beyond unmap: no mapping of theirs is ever shadowed. */
class KeptMappingsPolicyContractTest extends PolicyContract {

  @Override
  protected ImmutableList<PolicyVariant> variants() {
    return ImmutableList.of(
        PolicyVariant.of("cached"),
        PolicyVariant.of("cached", "capacity=16", "batch=4"),
        PolicyVariant.of("cached", "capacity=0", "batch=1"),
        PolicyVariant.of("never-free"),
        PolicyVariant.of("deferred-queue"),
        PolicyVariant.of("deferred-queue", "places=8"),
        PolicyVariant.of("deferred-queue", "places=2", "per-cpu=false"));
  }

  @Override
  protected boolean givesBackAtUnmap() {
    return false;
  }
}
