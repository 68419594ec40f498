package dev.tollgate.iommu.calgary;

import dev.tollgate.core.dma.DmaDirection;

/**
 * The translation control entry: 64 bits that lead one 4 KiB I/O page to one frame of memory.
 *
 * <p>Counted from the least significant bit: 0 the device may read, 1 the device may write, 2–7 hub
 * id and 8–11 reserved (both unused, 0), 12–47 real page number, 48–63 unused. An entry without
 * either permission is invalid; the driver writes 0. The same layout, counted from the most
 * significant bit, is Table 1 of "The Price of Safety" (OLS 2007); the names are those of Linux's
 * arch/x86/include/asm/tce.h.
 *
 * <p>Linux's driver sets the read permission in every entry it builds, so a receive buffer can be
 * read back by the device.
 */
final class Tce {

  /** The entry that translates nothing. */
  static final long INVALID = 0;

  /** The device may read the frame. */
  static final long READ = 1L << 0;

  /** The device may write the frame. */
  static final long WRITE = 1L << 1;

  /** Width of the real page number in bits. */
  static final int RPN_BITS = 36;

  /** Bits 12 to 47: physical address of the frame. */
  static final long RPN_MASK = 0x0000_ffff_ffff_f000L;

  /** Bytes of physical address space that an entry can lead to. */
  static final long ADDRESSABLE_BYTES = 1L << 48;

  private static final int PAGE_SHIFT = 12;

  private Tce() {}

  /** The entry the driver builds for a frame below 2<sup>36</sup>. */
  static long of(long frame, DmaDirection direction) {
    long write = direction == DmaDirection.TO_DEVICE ? 0 : WRITE;
    return frame << PAGE_SHIFT | write | READ;
  }

  /** Whether the entry permits an access of the given kind. */
  static boolean permits(long tce, boolean write) {
    return (tce & (write ? WRITE : READ)) != 0;
  }

  /** Whether the entry permits anything. */
  static boolean isValid(long tce) {
    return (tce & (READ | WRITE)) != 0;
  }

  /** Whether the driver could have built this entry, or cleared it. */
  static boolean isWellFormed(long tce) {
    return tce == INVALID || ((tce & READ) != 0 && (tce & ~(RPN_MASK | READ | WRITE)) == 0);
  }
}
