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
  public KernelAllocator create(AllocatorContext context, Parameters parameters) {
    return new SlabAllocator(context.machine(), SlabConfiguration.of(parameters));
  }
}
