package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;

/** The allocator that defects are planted into is sound without them. */
class BucketAllocatorContractTest extends AllocatorContract {

  @Override
  protected ImmutableList<AllocatorVariant> variants() {
    return ImmutableList.of(BrokenAllocator.variant(BrokenAllocator.Defect.NONE));
  }
}
