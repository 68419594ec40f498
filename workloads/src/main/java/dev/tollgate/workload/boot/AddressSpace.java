package dev.tollgate.workload.boot;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The kernel's addresses on i386: RAM from 3 GiB on, then a gap, the area of vmalloc, and pages at
 * fixed addresses at the end (include/asm-i386/pgtable.h and fixmap.h of Linux 2.6.5).
 */
final class AddressSpace {

  private static final long PAGE_OFFSET = 0xc000_0000L;
  private static final long FIXED_TOP = 0xffff_f000L;

  /** The gap before vmalloc, in bytes, and what its start is a multiple of. */
  private static final long GAP = 8L << 20;

  private AddressSpace() {}

  /** Bytes of the area of vmalloc: at least one gap behind RAM, two pages before the fixed ones. */
  static long vmallocBytes(long ramBytes, long fixedPages) {
    long start = (PAGE_OFFSET + ramBytes + 2 * GAP - 1) & -GAP;
    long end = FIXED_TOP - (fixedPages + 2) * PhysicalMemory.FRAME_BYTES;
    return end - start;
  }
}
