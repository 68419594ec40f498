package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.testkit.AllocatorContract;
import dev.tollgate.testkit.AllocatorVariant;

class SlabAllocatorContractTest extends AllocatorContract {

  private static final int LARGEST_CLASS_OF_2_6_5 = 131_072;
  private static final AllocatorVariant OLD = AllocatorVariant.of("slab", "variant=2.6.5");

  @Override
  protected ImmutableList<AllocatorVariant> variants() {
    return ImmutableList.of(
        AllocatorVariant.of("slab"),
        AllocatorVariant.of("slab", "merge=true"),
        AllocatorVariant.of("slab", "nodes=2"),
        OLD);
  }

  @Override
  protected long leastAlignment(AllocatorVariant variant) {
    return variant.equals(OLD) ? Integer.BYTES : Long.BYTES;
  }

  @Override
  protected long kmallocAlignment(AllocatorVariant variant, long size) {
    boolean natural = !variant.equals(OLD) && Long.bitCount(size) == 1;
    return natural
        ? Math.min(Math.max(size, Long.BYTES), PhysicalMemory.FRAME_BYTES)
        : leastAlignment(variant);
  }

  @Override
  protected long largestKmalloc(AllocatorVariant variant) {
    return variant.equals(OLD) ? LARGEST_CLASS_OF_2_6_5 : super.largestKmalloc(variant);
  }
}
