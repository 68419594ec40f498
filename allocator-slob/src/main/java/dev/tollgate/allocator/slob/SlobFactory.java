package dev.tollgate.allocator.slob;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import jakarta.inject.Inject;

/** Makes SLOB allocators. */
final class SlobFactory implements AllocatorFactory {

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.choice(
              "variant",
              "6.1",
              ImmutableList.of("6.1", "2.6.25"),
              "Linux release whose SLOB it is: 6.1 aligns powers of two to their size, 2.6.25 does"
                  + " not."));

  @Inject
  SlobFactory() {}

  @Override
  public String description() {
    return "SLOB (Linux 2004-2023, for small machines): first fit within pages on three lists, a"
        + " header before each kmalloc, nothing around the objects of caches.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return PARAMETERS;
  }

  @Override
  public KernelAllocator create(AllocatorContext context, Parameters parameters) {
    return new PagedSlob(
        context.machine(),
        parameters.text("variant").equals("6.1") ? Generation.LINUX_6_1 : Generation.LINUX_2_6_25);
  }
}
