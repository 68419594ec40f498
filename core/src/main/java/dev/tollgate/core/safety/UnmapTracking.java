package dev.tollgate.core.safety;

/**
 * A driver's unmap of one buffer as a whole. The buffer's end, the clearing of its entries and,
 * under a strict policy, the invalidation come one right after the other, so each page's record is
 * touched once for all of them: they are held until it is clear that the next event does not belong
 * to them. Held events count as of the time they came; nothing else happens before they are
 * released.
 */
class UnmapTracking extends BufferTracking {

  private boolean holding;
  private long heldFirst; // pages
  private long heldLast;
  private int heldDevice;
  private int heldRights;
  private int heldStart; // on the first page
  private int heldEnd; // on the last page
  private long heldTime;
  private boolean heldClear; // the clearing of all entries is held, too

  UnmapTracking(
      boolean translated,
      LateDmas late,
      WindowStatistics stale,
      WorstCaseStatistics worst,
      PinnedMemory memory) {
    super(translated, late, stale, worst, memory);
  }

  /** Something else happens now. */
  final void releaseUnmap() {
    if (holding) {
      end(false);
    }
  }

  /** A driver unmapped a buffer. */
  final void revoked(int device, long busAddress, long size, int rights, long now) {
    releaseUnmap();
    countUnmap();
    long last = busAddress + size - 1;
    heldFirst = busAddress >>> Grant.PAGE_SHIFT;
    heldLast = last >>> Grant.PAGE_SHIFT;
    heldDevice = device;
    heldRights = rights;
    heldStart = (int) busAddress & (Grant.PAGE_BYTES - 1);
    heldEnd = ((int) last & (Grant.PAGE_BYTES - 1)) + 1;
    heldTime = now;
    heldClear = false;
    holding = true;
  }

  /**
   * Pages from {@code first} have no entries any more.
   *
   * @return false if that is held, too
   */
  final boolean cleared(long first, int count, long now) {
    if (holding && !heldClear && isHeld(first, count, now)) {
      heldClear = true;
      return false;
    }
    releaseUnmap();
    clearPages(first, count, now);
    return true;
  }

  /** The unit has surely forgotten {@code count} pages from {@code first}. */
  final void invalidated(long first, long count, long now) {
    if (holding && heldClear && isHeld(first, count, now)) {
      end(true);
    } else {
      releaseUnmap();
      forgetPages(first, count, now);
    }
  }

  /** As {@link #releaseUnmap}; what follows is that the unit forgets all pages. */
  final void releaseUnmapWithAll(long now) {
    if (holding) {
      end(heldClear && now == heldTime);
    }
  }

  private boolean isHeld(long first, long count, long now) {
    return first == heldFirst && first + count - 1 == heldLast && now == heldTime;
  }

  /** Makes what is held happen, and if {@code forgotten} the unit forget all of it. */
  private void end(boolean forgotten) {
    holding = false;
    if (heldClear) {
      policyActs();
    }
    long now = heldTime;
    long last = heldLast;
    boolean known = false;
    long[] words = chunk(heldFirst);
    int at = offset(heldFirst);
    for (long page = heldFirst; page <= last; page++, at += RECORD) {
      if (at == words.length) {
        words = chunk(page);
        at = 0;
      }
      refresh(words, at);
      int start = page == heldFirst ? heldStart : 0;
      int end = page == last ? heldEnd : Grant.PAGE_BYTES;
      long grant = Grant.of(heldDevice, start, end, heldRights);
      if (heldClear && isPlain(words, at, grant)) {
        endPlain(words, at, page, grant, forgotten, now);
        known = true;
      } else {
        known |= endOther(words, at, page, grant, forgotten, now);
      }
    }
    if (known) {
      memory.unmapped();
    }
    unmapped(heldFirst, last - heldFirst + 1, now);
  }

  /** What was held has happened, at {@code time}. */
  void unmapped(long first, long count, long time) {}

  /** Whether the held buffer is the page's only one, and the page has no past that matters. */
  private static boolean isPlain(long[] words, int at, long grant) {
    long entry = words[at + ENTRY];
    long cached = words[at + CACHED];
    return words[at + GRANT] == grant
        && entry != 0
        && (cached == 0 || cached == entry)
        && place(words, at) == NO_PLACE;
  }

  private void endPlain(long[] words, int at, long page, long grant, boolean forgotten, long now) {
    long span = now - words[at + SINCE];
    if (span != 0) {
      words[at + SINCE] = now;
      reach.pageOf(grant, Translation.rights(words[at + ENTRY]), span);
      if (Translation.isDedicated(words[at + ENTRY])) {
        reach.besideOnDedicated(Grant.bytes(grant), span);
      }
    }
    words[at + ENTRY] = 0;
    words[at + GRANT] = 0;
    memory.unpin();
    if (forgotten) {
      words[at + CACHED] = 0;
      becomesUnreachable(now);
      windowOfNoLength();
      worstCaseOfNoLength();
      return;
    }
    int place = addPending(words, at, page, now);
    if (words[at + CACHED] == 0) {
      becomesUnreachable(now);
      windowOfNoLength();
    } else {
      openWindow(words, at, now);
      pending.setVisit(place, true);
    }
  }

  private boolean endOther(
      long[] words, int at, long page, long grant, boolean forgotten, long now) {
    boolean known = revoke(words, at, grant, now);
    if (heldClear) {
      clearPage(page, now);
    }
    if (forgotten) {
      forgetPages(page, 1, now);
    }
    return known;
  }
}
