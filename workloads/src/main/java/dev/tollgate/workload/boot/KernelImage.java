package dev.tollgate.workload.boot;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * A kernel in memory, from 1 MiB on: text and data, then the part that is only for the start, then
 * zeroed data (arch/i386/kernel/vmlinux.lds.S of 2.6.5). All in bytes.
 *
 * @param textAndData what stays, text and initialised data
 * @param init what is freed after the start; whole frames, as the linker script aligns it
 * @param bss zeroed data
 */
record KernelImage(long textAndData, long init, long bss) {

  /** Where PCs load kernels. */
  static final long START = 1L << 20;

  private static final int WHOLE = 1000;

  /** Bytes of SLOB, which is part of the test configuration's image: Slab is 0 in table 6. */
  private static final int SLOB_BYTES = 1956;

  /**
   * The image for {@code options}.
   *
   * @param allocatorBytes of code and data of the allocator, which replaces SLOB; 0 if unknown,
   *     then it counts as large as SLOB
   */
  static KernelImage of(BootOptions options, long allocatorBytes) {
    long all = options.imageCompressed() * options.imageExpansion() / WHOLE;
    long init = frames(all * options.imageInit() / WHOLE) << PhysicalMemory.FRAME_SHIFT;
    long added =
        (allocatorBytes == 0 ? 0 : allocatorBytes - SLOB_BYTES)
            + (options.printk() ? options.printkBytes() : 0);
    return new KernelImage(Math.max(0, all - init) + added, init, all * options.imageBss() / WHOLE);
  }

  /** Address of the first byte that is freed after the start. */
  long initStart() {
    return START + (frames(textAndData) << PhysicalMemory.FRAME_SHIFT);
  }

  /** Address after the last byte. */
  long end() {
    return initStart() + init + bss;
  }

  /** Bytes from first to last. */
  long bytes() {
    return end() - START;
  }

  private static long frames(long bytes) {
    return (bytes + PhysicalMemory.FRAME_BYTES - 1) >>> PhysicalMemory.FRAME_SHIFT;
  }
}
