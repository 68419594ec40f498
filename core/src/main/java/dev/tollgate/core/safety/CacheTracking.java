package dev.tollgate.core.safety;

/** What the IOTLB's learning and forgetting changes in a domain. */
class CacheTracking extends EntryTracking {

  CacheTracking(
      LateDmas late, WindowStatistics stale, WorstCaseStatistics worst, PinnedMemory memory) {
    super(late, stale, worst, memory);
  }

  /**
   * The IOTLB read the page's entry and holds that now.
   *
   * @return whether it held something else of the page, so that the page may lead elsewhere now
   */
  final boolean fillPage(long page, long now) {
    visit(page);
    long[] words = visitedWords;
    int at = visitedAt;
    long read = Translation.cachedFrom(words[at + ENTRY]);
    long before = words[at + CACHED];
    if (before == read) {
      return false;
    }
    boolean elsewhere = forget(words, at, now);
    words[at + CACHED] = read;
    return elsewhere;
  }

  /**
   * The page gave way to another.
   *
   * @return whether the page may lead elsewhere now
   */
  final boolean evictPage(long page, long now) {
    long[] words = chunk(page);
    int at = offset(page);
    refresh(words, at);
    return forget(words, at, now);
  }

  /** The unit has surely forgotten {@code count} pages from {@code first}. */
  final void forgetPages(long first, long count, long now) {
    policyActs();
    long end = count < limit() - first ? first + count : limit();
    for (long page = next(first, end); page < end; page = next(page + 1, end)) {
      long[] words = chunk(page);
      int at = offset(page);
      refresh(words, at);
      int place = place(words, at);
      if (place != NO_PLACE) {
        endWorstCase(place, now);
        leavePending(words, at, place);
      }
      forget(words, at, now);
    }
  }

  /** The unit has surely forgotten all pages. */
  final void forgetAll(long now) {
    policyActs();
    for (int place = 0; place < pending.size(); place++) {
      endWorstCase(place, now);
      if (pending.isVisit(place)) {
        long page = pending.page(place);
        forget(chunk(page), offset(page), now);
      }
    }
    nextEpoch();
  }
}
