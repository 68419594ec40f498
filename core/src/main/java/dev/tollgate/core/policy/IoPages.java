package dev.tollgate.core.policy;

import dev.tollgate.core.dma.Device;

/**
 * Arithmetic of I/O pages: 4096 bytes of bus addresses each, page {@code n} at {@code n * 4096}.
 */
final class IoPages {

  static final int SHIFT = 12;

  private static final long OFFSET_MASK = (1L << SHIFT) - 1;

  private IoPages() {}

  /** The page that holds an address. */
  static long of(long address) {
    return address >>> SHIFT;
  }

  /** How far into its page an address lies, in bytes. */
  static long offset(long address) {
    return address & OFFSET_MASK;
  }

  /** How many pages {@code size} bytes at {@code address} touch. */
  static long spanned(long address, long size) {
    return (offset(address) + size + OFFSET_MASK) >>> SHIFT;
  }

  /**
   * The boundary that no buffer of a device may cross, in pages, rounded up; {@link Long#MAX_VALUE}
   * if the device has none that 63 bits of address could reach.
   */
  static long boundary(Device device) {
    long bytes = device.segmentBoundaryMask() + 1;
    return bytes <= 0 ? Long.MAX_VALUE : (bytes + OFFSET_MASK) >>> SHIFT;
  }
}
