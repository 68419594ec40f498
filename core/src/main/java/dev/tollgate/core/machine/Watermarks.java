package dev.tollgate.core.machine;

/**
 * How far the free memory of a zone may go down, in frames: the pages_min, pages_low and pages_high
 * of Linux 2.6 (mm/page_alloc.c).
 *
 * <p>A request that would leave fewer than {@code low} frames free first makes the kernel look for
 * memory to give back, until {@code high} are free (kswapd). One that would even then leave fewer
 * than {@code min} is refused, although the frames are there: they are kept for those that free
 * memory. Linux 2.6.5 asks for {@code free >= mark + 2^order}, 6.1 for {@code free - (2^order - 1)
 * > mark}, which is the same.
 *
 * @param min frames that ordinary requests leave alone
 * @param low frames below which memory is looked for
 * @param high frames up to which it is looked for
 */
public record Watermarks(long min, long low, long high) {

  /** No frames are kept: only what is not there is refused. */
  public static final Watermarks NONE = new Watermarks(0, 0, 0);

  private static final int KIB_OF_FRAME = 4;

  /** Checks that the marks rise. */
  public Watermarks {
    if (min < 0 || low < min || high < low) {
      throw new IllegalArgumentException(
          "watermarks rise from 0: min %d, low %d, high %d".formatted(min, low, high));
    }
  }

  /**
   * The marks of a zone of {@code frames} frames that is all there is, in Linux 2.6.0 to 2.6.6: the
   * root of its size in KiB, from 128 to 16384 KiB (init_per_zone_pages_min); low is twice, high
   * three times that (setup_per_zone_pages_min).
   */
  public static Watermarks ofLinux26(long frames) {
    long kib = (long) Math.sqrt((double) (frames * KIB_OF_FRAME));
    long min = Math.max(128, Math.min(16_384, kib)) / KIB_OF_FRAME;
    return new Watermarks(min, 2 * min, 3 * min);
  }
}
