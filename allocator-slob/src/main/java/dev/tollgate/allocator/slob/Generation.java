package dev.tollgate.allocator.slob;

/**
 * What differs between the generations of page-based SLOB.
 *
 * @param naturalAlignment whether a request of a power of two bytes is aligned to its size (since
 *     5.4)
 * @param listsBySizeFreed whether a full page that gets its first units back goes to the list of
 *     the size freed (since 2.6.36), or always to the small list
 * @param rotatesPastFullPages whether the list also begins anew behind a page that a request filled
 * @param scalesCacheLine whether a small object that wants the cache line's alignment gets the
 *     least power of two that holds it, and sizes are rounded to units
 * @param descriptorBytes bytes of a cache's descriptor
 */
record Generation(
    boolean naturalAlignment,
    boolean listsBySizeFreed,
    boolean rotatesPastFullPages,
    boolean scalesCacheLine,
    int descriptorBytes) {

  /** Linux 6.1. */
  static final Generation LINUX_6_1 = new Generation(true, true, false, true, 64);

  /** Linux 2.6.25. */
  static final Generation LINUX_2_6_25 = new Generation(false, false, true, false, 32);
}
