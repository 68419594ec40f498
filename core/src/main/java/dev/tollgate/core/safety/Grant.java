package dev.tollgate.core.safety;

/**
 * What drivers entitle devices to on one I/O page, packed into one {@code long}: nothing (0), one
 * buffer's part of the page, or a reference to a {@link SharedPage} that holds several.
 *
 * <p>One buffer: bits 0–11 its first byte on the page, bits 12–23 its last, bits 24–25 the {@link
 * Rights}, bits 32–61 the device. Shared: bits 0–30 the number of the shared page.
 */
final class Grant {

  /** log2 of the bytes of an I/O page. */
  static final int PAGE_SHIFT = 12;

  /** Bytes of an I/O page. */
  static final int PAGE_BYTES = 1 << PAGE_SHIFT;

  /** Largest device number. */
  static final int MAX_DEVICE = (1 << 30) - 1;

  private static final int OFFSET_MASK = PAGE_BYTES - 1;
  private static final int LAST_SHIFT = 12;
  private static final int RIGHTS_SHIFT = 24;
  private static final int DEVICE_SHIFT = 32;
  private static final long SINGLE = 1L << 62;

  private Grant() {}

  /** One buffer's bytes {@code start} to {@code end - 1} of a page; at least one. */
  static long of(int device, int start, int end, int rights) {
    return SINGLE
        | (long) device << DEVICE_SHIFT
        | (long) rights << RIGHTS_SHIFT
        | (long) (end - 1) << LAST_SHIFT
        | start;
  }

  /** Several buffers, kept in shared page {@code number}. */
  static long shared(int number) {
    return Long.MIN_VALUE | number;
  }

  static boolean isShared(long grant) {
    return grant < 0;
  }

  static int sharedNumber(long grant) {
    return (int) grant;
  }

  static int start(long single) {
    return (int) single & OFFSET_MASK;
  }

  static int end(long single) {
    return ((int) single >>> LAST_SHIFT & OFFSET_MASK) + 1;
  }

  static int bytes(long single) {
    return end(single) - start(single);
  }

  static int rights(long single) {
    return (int) single >>> RIGHTS_SHIFT & Rights.ALL;
  }

  static int device(long single) {
    return (int) (single >>> DEVICE_SHIFT) & MAX_DEVICE;
  }
}
