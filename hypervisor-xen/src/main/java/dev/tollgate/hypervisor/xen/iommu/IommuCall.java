package dev.tollgate.hypervisor.xen.iommu;

import dev.tollgate.core.dma.DmaDirection;

/**
 * The layout of the call by which a guest fills an I/O table. No public header of Xen defines one:
 * number 43 is the one that proposals of such a call use and that nothing else has. What the
 * proposals share is kept: an operation, rights, I/O page, frame, number of pages, a status.
 *
 * <p>In registers: argument 0 is the operation in bits 0 to 7, rights in bits 8 and 9, and the
 * translation domain from bit 16; argument 1 the first I/O page; argument 2 the machine frame;
 * argument 3 how many pages. For {@link #ARRAY} argument 1 points to the array, argument 2 is how
 * many operations it has.
 */
final class IommuCall {

  /** Number of the call. */
  static final int NUMBER = 43;

  /** Operation: enters pages. */
  static final int MAP = 1;

  /** Operation: clears pages. */
  static final int UNMAP = 2;

  /** Operation: makes the unit forget pages. */
  static final int FORGET = 3;

  /** Operation: makes the unit forget the whole translation domain. */
  static final int FORGET_ALL = 4;

  /** Operation: those of an array, in order. */
  static final int ARRAY = 5;

  /** Right: the device may read. */
  static final int READ = 1;

  /** Right: the device may write. */
  static final int WRITE = 2;

  /** Bytes of an operation in an array: word of operation, I/O page, frame; pages and status. */
  static final int BYTES = 32;

  /** Offset of the word that is argument 0. */
  static final int WORD = 0;

  /** Offset of the I/O page. */
  static final int IO_PAGE = 8;

  /** Offset of the frame. */
  static final int FRAME = 16;

  /** Offset of the number of pages, 32 bits. */
  static final int PAGES = 24;

  /** Offset of the status, 32 bits, which Xen writes. */
  static final int STATUS = 28;

  private static final int OPERATION_MASK = 0xff;
  private static final int RIGHTS_SHIFT = 8;
  private static final int DOMAIN_SHIFT = 16;

  private IommuCall() {}

  static long word(int operation, int rights, int domain) {
    return (long) domain << DOMAIN_SHIFT | (long) rights << RIGHTS_SHIFT | operation;
  }

  static int operation(long word) {
    return (int) word & OPERATION_MASK;
  }

  static int rights(long word) {
    return (int) (word >>> RIGHTS_SHIFT) & (READ | WRITE);
  }

  /** The translation domain; one that is too large for any comes out as -1. */
  static int domain(long word) {
    long domain = word >>> DOMAIN_SHIFT;
    return domain > Integer.MAX_VALUE ? -1 : (int) domain;
  }

  static int rightsOf(DmaDirection direction) {
    return switch (direction) {
      case TO_DEVICE -> READ;
      case FROM_DEVICE -> WRITE;
      case BIDIRECTIONAL -> READ | WRITE;
    };
  }

  static DmaDirection direction(int rights) {
    return rights == READ
        ? DmaDirection.TO_DEVICE
        : rights == WRITE ? DmaDirection.FROM_DEVICE : DmaDirection.BIDIRECTIONAL;
  }
}
