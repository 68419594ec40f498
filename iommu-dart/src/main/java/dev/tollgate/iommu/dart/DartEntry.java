package dev.tollgate.iommu.dart;

/**
 * The entry of the table: 32 bits that lead one 4 KiB I/O page to one frame of memory.
 *
 * <p>Counted from the most significant bit, as in Table 2 of "The Price of Safety" (OLS 2007): 0
 * valid, 1–7 not used, 8–31 real page number. The paper's table has a read and a write bit in 1 and
 * 2, where 0 allows. Linux's driver knows of neither (arch/powerpc/sysdev/dart.h names the valid
 * bit and the page number only) and leaves both 0: whatever is mapped, every device may read and
 * write.
 */
final class DartEntry {

  /** The entry leads somewhere. */
  static final long VALID = 0x8000_0000L;

  /** What a read of an entry that leads nowhere is taken for. */
  static final long INVALID = 0;

  /** Width of the real page number in bits. */
  static final int RPN_BITS = 24;

  /** The real page number. */
  static final long RPN_MASK = (1L << RPN_BITS) - 1;

  /** Bytes of physical address space that an entry can lead to. */
  static final long ADDRESSABLE_BYTES = 1L << (RPN_BITS + 12);

  private DartEntry() {}

  /** The entry for a frame below 2<sup>24</sup>. */
  static long of(long frame) {
    return VALID | frame;
  }

  /** Whether the unit translates by it. */
  static boolean isValid(long entry) {
    return (entry & VALID) != 0;
  }

  /** The frame it leads to. */
  static long frame(long entry) {
    return entry & RPN_MASK;
  }

  /** Whether the driver could have stored it. */
  static boolean isWellFormed(long entry) {
    return (entry & ~RPN_MASK) == VALID;
  }
}
