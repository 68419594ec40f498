package dev.tollgate.core.safety;

import java.util.Arrays;

/** The {@link SharedPage}s of a domain, by number; those no longer needed are used again. */
final class SharedPages {

  private SharedPage[] pages = new SharedPage[16];
  private int[] free = new int[16];
  private int made;
  private int freeCount;

  /** The page that a shared {@link Grant} refers to. */
  SharedPage get(long grant) {
    return pages[Grant.sharedNumber(grant)];
  }

  /** Adds a buffer to a page that has one or more; returns the page's new grant. */
  long join(long before, long added) {
    if (Grant.isShared(before)) {
      get(before).add(added);
      return before;
    }
    int number = freeCount > 0 ? free[--freeCount] : make();
    pages[number].add(before);
    pages[number].add(added);
    return Grant.shared(number);
  }

  /** Turns a shared page with one buffer left back into that buffer; returns its grant. */
  long dissolve(long grant) {
    SharedPage page = get(grant);
    long left = page.first();
    page.remove(left);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = Grant.sharedNumber(grant);
    return left;
  }

  private int make() {
    if (made == pages.length) {
      pages = Arrays.copyOf(pages, 2 * made);
    }
    pages[made] = new SharedPage();
    return made++;
  }
}
