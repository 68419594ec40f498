package dev.tollgate.core.safety;

import java.util.Arrays;

/**
 * The I/O pages of a domain that an invalidation has something to do for: those whose entries were
 * cleared and not covered by an invalidation since, and those of which the IOTLB holds something
 * else than the entry there is.
 *
 * <p>A dense list; a page's record knows its place in it. A page is in it at most once, so a second
 * unmap before the next invalidation belongs to the window that the first one began.
 */
final class PendingPages {

  /** Instead of a time: no window is open for the page. */
  static final long NONE = -1;

  private static final long VISIT = Long.MIN_VALUE;

  private long[] pages = new long[64]; // with the VISIT bit
  private long[] begins = new long[64];
  private long[] unmaps = new long[64];
  private int size;

  /** Number of pages in the list. */
  int size() {
    return size;
  }

  /**
   * Appends a page.
   *
   * @param begin when its window began, or {@link #NONE}
   * @param unmapsBefore unmaps in the domain before that
   * @return its place
   */
  int add(long page, long begin, long unmapsBefore) {
    int place = size;
    if (place == pages.length) {
      pages = Arrays.copyOf(pages, 2 * place);
      begins = Arrays.copyOf(begins, 2 * place);
      unmaps = Arrays.copyOf(unmaps, 2 * place);
    }
    pages[place] = page;
    begins[place] = begin;
    unmaps[place] = unmapsBefore;
    size = place + 1;
    return place;
  }

  /** Begins the window of the page at {@code place}, unless one is open. */
  void begin(int place, long time, long unmapsBefore) {
    if (begins[place] == NONE) {
      begins[place] = time;
      unmaps[place] = unmapsBefore;
    }
  }

  /** Says whether dropping what the IOTLB holds of the page would change what devices reach. */
  void setVisit(int place, boolean visit) {
    pages[place] = visit ? pages[place] | VISIT : pages[place] & ~VISIT;
  }

  /** Whether an invalidation must look at the record of the page at {@code place}. */
  boolean isVisit(int place) {
    return pages[place] < 0;
  }

  /** Whether the page at {@code place} has an open window or needs a visit. */
  boolean hasPast(int place) {
    return begins[place] != NONE || isVisit(place);
  }

  /** The page at {@code place}. */
  long page(int place) {
    return pages[place] & ~VISIT;
  }

  /** When its window began, in picoseconds, or {@link #NONE}. */
  long begin(int place) {
    return begins[place];
  }

  /** Unmaps in the domain before that. */
  long unmaps(int place) {
    return unmaps[place];
  }

  /**
   * Removes the page at {@code place}; the last page of the list takes its place.
   *
   * @return whether another page moved there
   */
  boolean remove(int place) {
    int last = --size;
    if (place == last) {
      return false;
    }
    pages[place] = pages[last];
    begins[place] = begins[last];
    unmaps[place] = unmaps[last];
    return true;
  }

  /** Removes all. */
  void clear() {
    size = 0;
  }
}
