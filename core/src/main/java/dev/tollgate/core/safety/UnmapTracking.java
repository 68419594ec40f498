package dev.tollgate.core.safety;

/**
 * A driver's unmap of one page as a whole. The buffer's end, the clearing of its entry and, under a
 * strict policy, the invalidation come one right after the other, so the page's record is touched
 * once for all of them: each is held until it is clear that the next one does not belong to it.
 * Held events count as of the time they came; nothing else happens before they are released.
 */
class UnmapTracking extends BufferTracking {

  private static final long NOTHING = -1;

  private long heldPage = NOTHING;
  private long heldGrant;
  private long heldTime;
  private boolean heldClear; // the entry's clearing is held, too

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
    if (heldPage != NOTHING) {
      release();
    }
  }

  /** A driver unmapped a buffer. */
  final void revoked(int device, long busAddress, long size, int rights, long now) {
    releaseUnmap();
    countUnmap();
    int start = (int) busAddress & (Grant.PAGE_BYTES - 1);
    if (start + size <= Grant.PAGE_BYTES) {
      heldPage = busAddress >>> Grant.PAGE_SHIFT;
      heldGrant = Grant.of(device, start, start + (int) size, rights);
      heldTime = now;
      heldClear = false;
    } else {
      revokePages(device, busAddress, size, rights, now);
    }
  }

  /** Pages from {@code first} have no entries any more. */
  final void cleared(long first, int count, long now) {
    if (first == heldPage && count == 1 && now == heldTime && !heldClear) {
      heldClear = true;
    } else {
      releaseUnmap();
      clearPages(first, count, now);
    }
  }

  /** The unit has surely forgotten {@code count} pages from {@code first}. */
  final void invalidated(long first, long count, long now) {
    if (first == heldPage && count == 1 && now == heldTime && heldClear) {
      long[] words = chunk(first);
      int at = offset(first);
      refresh(words, at);
      if (isPlain(words, at)) {
        heldPage = NOTHING;
        policyActs();
        endPlain(words, at, now);
        words[at + CACHED] = 0;
        becomesUnreachable(now);
        windowOfNoLength();
        worstCaseOfNoLength();
        return;
      }
    }
    releaseUnmap();
    forgetPages(first, count, now);
  }

  private void release() {
    long page = heldPage;
    long now = heldTime;
    heldPage = NOTHING;
    long[] words = chunk(page);
    int at = offset(page);
    refresh(words, at);
    if (heldClear && isPlain(words, at)) {
      policyActs();
      endPlain(words, at, now);
      int place = addPending(words, at, page, now);
      if (words[at + CACHED] == 0) {
        becomesUnreachable(now);
        windowOfNoLength();
      } else {
        openWindow(words, at, now);
        pending.setVisit(place, true);
      }
      return;
    }
    revokePage(page, heldGrant, now);
    if (heldClear) {
      clearPages(page, 1, now);
    }
  }

  /** Whether the held buffer is the page's only one, and the page has no past that matters. */
  private boolean isPlain(long[] words, int at) {
    long entry = words[at + ENTRY];
    long cached = words[at + CACHED];
    return words[at + GRANT] == heldGrant
        && entry != 0
        && (cached == 0 || cached == entry)
        && place(words, at) == NO_PLACE;
  }

  private void endPlain(long[] words, int at, long now) {
    long span = now - words[at + SINCE];
    if (span != 0) {
      words[at + SINCE] = now;
      reach.pageOf(heldGrant, Translation.rights(words[at + ENTRY]), span);
    }
    words[at + ENTRY] = 0;
    words[at + GRANT] = 0;
    memory.unpin();
    memory.unmapped();
  }
}
