package dev.tollgate.allocator.slob;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.testkit.AllocatorContract;
import dev.tollgate.testkit.AllocatorVariant;

class SlobAllocatorContractTest extends AllocatorContract {

  private static final AllocatorVariant MODERN = AllocatorVariant.of("slob");
  private static final AllocatorVariant ALIGNED = AllocatorVariant.of("slob", "min-align=32B");
  private static final AllocatorVariant PAGED = AllocatorVariant.of("slob", "variant=2.6.25");
  private static final AllocatorVariant CLASSIC =
      AllocatorVariant.of("slob", "variant=2.6.5", "quirks=false");
  private static final AllocatorVariant FAULTY = AllocatorVariant.of("slob", "variant=2.6.5");

  @Override
  protected ImmutableList<AllocatorVariant> variants() {
    return ImmutableList.of(MODERN, ALIGNED, PAGED, CLASSIC, FAULTY);
  }

  @Override
  protected long kmallocAlignment(AllocatorVariant variant, long size) {
    boolean modern = variant.equals(MODERN) || variant.equals(ALIGNED);
    long least = variant.equals(ALIGNED) ? 32 : Long.BYTES;
    boolean natural = modern && Long.bitCount(size) == 1;
    return natural ? Math.min(Math.max(size, least), PhysicalMemory.FRAME_BYTES) : least;
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
