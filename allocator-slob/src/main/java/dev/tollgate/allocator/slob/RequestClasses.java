package dev.tollgate.allocator.slob;

/**
 * The kinds of request that want more than 8 bytes of alignment, each with a bit of its own while
 * there are bits: which of them a page refused is remembered beside the page. Requests without a
 * bit are tried on every page that is large enough.
 */
final class RequestClasses {

  private final int[] within = new int[FreeBlockFormat.PAGE_UNITS + 1];
  private int used;

  /** The bit of a new kind of request of {@code units} units; 0 if there is none left. */
  int open(int units) {
    if (used == Integer.SIZE) {
      return 0;
    }
    int bit = 1 << used++;
    for (int block = Math.min(units, within.length); block < within.length; block++) {
      within[block] |= bit;
    }
    return bit;
  }

  /** The kinds that might fit a block of so many units. */
  int within(int units) {
    return within[Math.min(units, FreeBlockFormat.PAGE_UNITS)];
  }
}
