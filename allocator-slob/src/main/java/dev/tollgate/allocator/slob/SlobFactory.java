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

  /**
   * What size(1) printed for slob.o of a 2.6.14 kernel, i386: text, data and bss (Mackall, "slob:
   * introduce the SLOB allocator", linux-kernel, November 2005). Of the other variants nothing is
   * at hand.
   */
  private static final long IMAGE_BYTES = 1896 + 52 + 8;

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.choice(
              "variant",
              "6.1",
              ImmutableList.of("6.1", "2.6.25", "2.6.5"),
              "Linux release whose SLOB it is: 6.1 aligns powers of two to their size, 2.6.25 does"
                  + " not, 2.6.5 has one list of all blocks."),
          ParameterSpec.bytesOf(
              "min-align",
              PagedSlob.LEAST_ALIGNMENT + "B",
              ImmutableList.of("8B", "16B", "32B", "64B", "128B"),
              "Least alignment of what kmalloc returns, and the bytes of its header, with 6.1 and"
                  + " 2.6.25: ARCH_KMALLOC_MINALIGN, 8 B on x86-64, 128 B on many machines whose"
                  + " DMA is not coherent."),
          ParameterSpec.flag(
              "quirks",
              true,
              "Whether 2.6.5 keeps its faults: too small an order for some sizes, and a ksize that"
                  + " counts the header."));

  @Inject
  SlobFactory() {}

  @Override
  public String description() {
    return "SLOB (Linux 2004-2023, for small machines): a header before each"
        + " kmalloc, nothing around the objects of caches; variants 6.1, 2.6.25 and 2.6.5.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return PARAMETERS;
  }

  @Override
  public long imageBytes(Parameters parameters) {
    return IMAGE_BYTES;
  }

  @Override
  public KernelAllocator create(AllocatorContext context, Parameters parameters) {
    int align = (int) parameters.bytes("min-align");
    return switch (parameters.text("variant")) {
      case "2.6.5" -> new ClassicSlob(context.machine(), parameters.flag("quirks"));
      case "2.6.25" -> new PagedSlob(context.machine(), Generation.LINUX_2_6_25, align);
      default -> new PagedSlob(context.machine(), Generation.LINUX_6_1, align);
    };
  }
}
