package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * What the parameters of {@code allocator.slab} say.
 *
 * @param variant which kernel's SLAB
 * @param merge whether caches that fit into an older one share it
 * @param maxOrder order above which no slab grows for the sake of waste; -1 for the kernel's choice
 * @param cacheLine bytes of a hardware cache line
 * @param classes sizes of kmalloc's caches
 * @param nodes memory nodes that the CPUs are spread over
 * @param reap whether arrays and free slabs are given back as simulated time passes
 */
record SlabConfiguration(
    SlabVariant variant,
    boolean merge,
    int maxOrder,
    int cacheLine,
    KmallocClasses classes,
    int nodes,
    boolean reap) {

  private static final int KERNEL_CHOICE = -1;
  private static final int HIGHEST_ORDER = 5;
  private static final int MOST_NODES = 64;
  private static final String AUTO = "auto";

  /** Frames of 32 MiB: with more, the kernel makes slabs of two frames. */
  private static final long LARGE_MACHINE = 8192;

  /** The parameters, in the order to list them. */
  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.choice(
              "variant",
              "6.1",
              ImmutableList.of("6.1", "2.6.5"),
              "Linux release whose SLAB it is: 6.1 on 64 bits, 2.6.5 on 32 bits."),
          ParameterSpec.flag(
              "merge",
              false,
              "Whether a new cache that fits into an older one shares it. Linux 6.1 merges unless"
                  + " booted with slab_nomerge; 2.6.5 never does."),
          ParameterSpec.integer(
              "max-order",
              KERNEL_CHOICE,
              KERNEL_CHOICE,
              HIGHEST_ORDER,
              "Order of frames above which no slab grows just to waste less. -1: the kernel's choice,"
                  + " 1 on machines of more than 32 MiB, else 0."),
          ParameterSpec.choice(
              "cache-line",
              AUTO,
              ImmutableList.of(AUTO, "32", "64", "128"),
              "Bytes of a hardware cache line: the step of slab colours, and the alignment of"
                  + " caches that ask for it. auto: 64 for 6.1, 32 for 2.6.5."),
          ParameterSpec.bytesOf(
              "min-align",
              "8B",
              ImmutableList.of("8B", "16B", "32B", "64B", "128B"),
              "Least alignment of what kmalloc returns, with 6.1: ARCH_KMALLOC_MINALIGN, 8 B on"
                  + " x86-64, 128 B on many machines whose DMA is not coherent. Smaller classes, and"
                  + " those of 96 B and 192 B where they are no multiple of it, go."),
          ParameterSpec.text(
              "classes",
              "",
              "Sizes of kmalloc's caches in bytes, joined by commas; the kernel's own if empty."),
          ParameterSpec.integer(
              "nodes",
              1,
              1,
              MOST_NODES,
              "Memory nodes that the machine's CPUs are spread over evenly, with 6.1. A slab belongs"
                  + " to the node of the CPU it was made for."),
          ParameterSpec.flag(
              "reap",
              true,
              "Whether unused arrays and free slabs are given back as simulated time passes, every"
                  + " 2 s for each CPU."));

  /** Reads checked values. */
  static SlabConfiguration of(Parameters parameters) {
    SlabVariant variant =
        parameters.text("variant").equals(SlabVariant.V6_1.id)
            ? SlabVariant.V6_1
            : SlabVariant.V2_6_5;
    boolean modern = variant == SlabVariant.V6_1;
    String line = parameters.text("cache-line");
    int cacheLine = line.equals(AUTO) ? variant.cacheLine : Integer.parseInt(line);
    return new SlabConfiguration(
        variant,
        modern && parameters.flag("merge"),
        (int) parameters.integer("max-order"),
        cacheLine,
        classes(parameters, variant, cacheLine),
        modern ? (int) parameters.integer("nodes") : 1,
        parameters.flag("reap"));
  }

  private static KmallocClasses classes(Parameters parameters, SlabVariant variant, int cacheLine) {
    KmallocClasses classes =
        KmallocClasses.of(variant, cacheLine, (int) parameters.bytes("min-align"));
    String sizes = parameters.text("classes");
    return sizes.isEmpty() ? classes : classes.withSizes(sizes);
  }

  /** The order above which slabs do not grow, on a machine of that many frames. */
  int maxOrder(long frames) {
    if (maxOrder != KERNEL_CHOICE) {
      return maxOrder;
    }
    return frames > LARGE_MACHINE ? 1 : 0;
  }
}
