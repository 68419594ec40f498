package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import jakarta.inject.Inject;

/** Makes SLAB allocators. */
final class SlabFactory implements AllocatorFactory {

  /**
   * What size(1) printed for slab.o of a 2.6.14 kernel, i386: text, data and bss (Mackall, "slob:
   * introduce the SLOB allocator", linux-kernel, November 2005). Of the other variants nothing is
   * at hand.
   */
  private static final long IMAGE_BYTES = 13_221 + 752 + 48;

  @Inject
  SlabFactory() {}

  @Override
  public String description() {
    return "Linux's SLAB (1996-2023): caches of equal objects with arrays of free ones for each CPU;"
        + " variants 6.1 and 2.6.5.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return SlabConfiguration.PARAMETERS;
  }

  @Override
  public long imageBytes(Parameters parameters) {
    return IMAGE_BYTES;
  }

  @Override
  public KernelAllocator create(AllocatorContext context, Parameters parameters) {
    return new SlabAllocator(context.machine(), SlabConfiguration.of(parameters));
  }
}
