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
 * @param nodes memory nodes that the CPUs are spread over
 * @param reap whether arrays and free slabs are given back as simulated time passes
 */
record SlabConfiguration(
    SlabVariant variant, boolean merge, int maxOrder, int cacheLine, int nodes, boolean reap) {

  private static final int KERNEL_CHOICE = -1;

  /** The parameters, in the order to list them. */
  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.flag(
              "merge",
              false,
              "Whether a new cache that fits into an older one shares it. Linux 6.1 merges unless"
                  + " booted with slab_nomerge."),
          ParameterSpec.integer(
              "max-order",
              KERNEL_CHOICE,
              KERNEL_CHOICE,
              5,
              "Order of frames above which no slab grows just to waste less. -1: the kernel's choice,"
                  + " 1 on machines of more than 32 MiB, else 0."),
          ParameterSpec.bytesOf(
              "cache-line",
              "64",
              ImmutableList.of("32", "64", "128"),
              "Bytes of a hardware cache line: the step of slab colours, and the alignment of"
                  + " caches that ask for it."));

  /** Reads checked values. */
  static SlabConfiguration of(Parameters parameters) {
    return new SlabConfiguration(
        SlabVariant.V6_1,
        parameters.flag("merge"),
        (int) parameters.integer("max-order"),
        (int) parameters.bytes("cache-line"),
        1,
        false);
  }

  /** The order above which slabs do not grow, on a machine of that many frames. */
  int maxOrder(long frames) {
    if (maxOrder != KERNEL_CHOICE) {
      return maxOrder;
    }
    return frames > (32 << 20 >> 12) ? 1 : 0;
  }
}
