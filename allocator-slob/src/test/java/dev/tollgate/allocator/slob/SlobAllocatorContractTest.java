package dev.tollgate.allocator.slob;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.testkit.AllocatorContract;
import dev.tollgate.testkit.AllocatorVariant;

class SlobAllocatorContractTest extends AllocatorContract {

  private static final AllocatorVariant MODERN = AllocatorVariant.of("slob");
  private static final AllocatorVariant PAGED = AllocatorVariant.of("slob", "variant=2.6.25");
  private static final AllocatorVariant CLASSIC =
      AllocatorVariant.of("slob", "variant=2.6.5", "quirks=false");
  private static final AllocatorVariant FAULTY = AllocatorVariant.of("slob", "variant=2.6.5");

  @Override
  protected ImmutableList<AllocatorVariant> variants() {
    return ImmutableList.of(MODERN, PAGED, CLASSIC, FAULTY);
  }

  @Override
  protected long kmallocAlignment(AllocatorVariant variant, long size) {
    boolean natural = variant.equals(MODERN) && Long.bitCount(size) == 1;
    return natural ? Math.min(Math.max(size, Long.BYTES), PhysicalMemory.FRAME_BYTES) : Long.BYTES;
  }

  @Override
  protected long bytesGiven(AllocatorVariant variant, long size) {
    return variant.equals(FAULTY)
        ? Math.min(size, PageBlocks.bytes(ClassicSlob.order(size, true)))
        : size;
  }

  @Override
  protected boolean ksizeIsUsable(AllocatorVariant variant) {
    return !variant.equals(FAULTY);
  }

  @Override
  protected boolean noticesWrongFrees(AllocatorVariant variant) {
    return false;
  }
}
