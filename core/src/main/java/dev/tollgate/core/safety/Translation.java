package dev.tollgate.core.safety;

/**
 * Where an I/O page leads, packed into one {@code long}: the entry in the table, or what the IOTLB
 * holds of it. 0 stands for "nowhere".
 *
 * <p>Bits 0–1 are the {@link Rights}, bit 2 says that the page leads to a frame, bits 6–62 are that
 * frame. Bit 5 says that the frame is dedicated to the domain's DMA, as a bounce buffer is. Bit 3
 * marks a table entry whose buffers were all unmapped; bit 4 marks a cached translation of an entry
 * that nobody stored, which leads to nothing of anybody's (DART's dummy page).
 */
final class Translation {

  /** The page leads to a frame. */
  static final long PRESENT = 1 << 2;

  /** Entries only: every driver that had a buffer on the page has unmapped it. */
  static final long RELEASED = 1 << 3;

  /** Cached translations only: it leads to nothing anybody mapped. */
  static final long ABSORBING = 1 << 4;

  /** The frame holds nothing but what is meant for the devices of the domain. */
  static final long DEDICATED = 1 << 5;

  private static final int FRAME_SHIFT = 6;

  /** From a translation to that of the next frame. */
  static final long NEXT_FRAME = 1L << FRAME_SHIFT;

  private static final long PLACE = -1L << FRAME_SHIFT | PRESENT;
  private static final long COPIED = PLACE | Rights.ALL | DEDICATED;

  private Translation() {}

  /** A translation to {@code frame}. */
  static long to(long frame, int rights) {
    return frame << FRAME_SHIFT | PRESENT | rights;
  }

  /** What an IOTLB comes to hold when it reads {@code entry}. */
  static long cachedFrom(long entry) {
    return entry == 0 ? ABSORBING : entry & COPIED;
  }

  /** Whether it leads to {@code frame}. */
  static boolean leadsTo(long translation, long frame) {
    return (translation & PLACE) == to(frame, 0);
  }

  /** The frame that a present translation leads to. */
  static long frame(long translation) {
    return (translation & Long.MAX_VALUE) >>> FRAME_SHIFT;
  }

  /** What it allows. */
  static int rights(long translation) {
    return (int) translation & Rights.ALL;
  }

  /** Whether it leads to a frame. */
  static boolean isPresent(long translation) {
    return (translation & PRESENT) != 0;
  }

  /** Whether it is an entry whose buffers were all unmapped. */
  static boolean isReleased(long entry) {
    return (entry & RELEASED) != 0;
  }

  /** Whether it leads to a dedicated frame. */
  static boolean isDedicated(long translation) {
    return (translation & DEDICATED) != 0;
  }

  /** Whether both are present and lead to the same frame, whatever they allow. */
  static boolean samePlace(long one, long other) {
    return ((one ^ other) & PLACE) == 0 && (one & PRESENT) != 0;
  }

  /** Whether a cached translation is what an IOTLB would read from the entry now. */
  static boolean isCurrent(long cached, long entry) {
    return cached == cachedFrom(entry);
  }

  /**
   * Whether a device's access reaches memory: what is cached decides, and only where nothing is,
   * the entry.
   */
  static boolean reaches(long entry, long cached) {
    return ((cached == 0 ? entry : cached) & PRESENT) != 0;
  }

  /** Whether the IOTLB holds something else than the entry there is. */
  static boolean isShadowed(long entry, long cached) {
    return cached != 0 && isPresent(entry) && !samePlace(cached, entry);
  }

  /** Whether the IOTLB's forgetting would change where a device's access goes. */
  static boolean isHidden(long entry, long cached) {
    return cached != 0 && !samePlace(cached, entry) && !isCurrent(cached, entry);
  }
}
