package dev.tollgate.core.safety;

import java.util.Arrays;

/** What entries written to and cleared from a domain's table change. */
class EntryTracking extends PageStates {

  final ReuseCounts reuses = new ReuseCounts();
  final PinnedMemory memory;

  private long[] reused = new long[16]; // pages to be judged when the call is over
  private int reusedCount;

  EntryTracking(
      LateDmas late, WindowStatistics stale, WorstCaseStatistics worst, PinnedMemory memory) {
    super(late, stale, worst);
    this.memory = memory;
  }

  /** Pages from {@code first} now lead where {@code translation} does, and to the next frames. */
  final void storePages(long first, int count, long translation, long now) {
    long entry = translation;
    visit(first);
    long[] words = visitedWords;
    int at = visitedAt;
    store(words, at, first, entry, now);
    for (long page = first + 1; page < first + count; page++) {
      at += RECORD;
      if (at == words.length) {
        words = chunk(page);
        at = 0;
      }
      entry += Translation.NEXT_FRAME;
      refresh(words, at);
      store(words, at, page, entry, now);
    }
  }

  private void store(long[] words, int at, long page, long entry, long now) {
    if (words[at + ENTRY] != 0) {
      clear(words, at, page, now);
    }
    words[at + SINCE] = now; // without an entry there was nothing to account
    memory.pin();
    words[at + ENTRY] = entry;
    if (words[at + CACHED] == 0) {
      becomesReachable(now);
    } else {
      storeUnderCached(words, at, page, now);
    }
    int place = place(words, at);
    if (place != NO_PLACE && pending.hasPast(place)) {
      reuse(page);
    }
  }

  private void storeUnderCached(long[] words, int at, long page, long now) {
    long cached = words[at + CACHED];
    long entry = words[at + ENTRY];
    if (!Translation.isCurrent(cached, entry)) {
      pending.setVisit(placeMade(words, at, page), true);
    }
    if (words[at + OPENED] != 0 && Translation.samePlace(cached, entry)) {
      if (words[at + GRANT] != 0) {
        closeWindow(words, at, now);
      } else {
        words[at + ENTRY] = entry | Translation.RELEASED;
      }
    }
  }

  /** Pages from {@code first} have no entries any more. */
  final void clearPages(long first, int count, long now) {
    policyActs();
    for (long page = first; page < first + count; page++) {
      clearPage(page, now);
    }
  }

  /** A page has no entry any more. */
  final void clearPage(long page, long now) {
    long[] words = find(page);
    int at = offset(page);
    if (words[at + ENTRY] != 0) {
      refresh(words, at);
      clear(words, at, page, now);
    }
  }

  private void clear(long[] words, int at, long page, long now) {
    settle(words, at, now);
    long entry = words[at + ENTRY];
    long cached = words[at + CACHED];
    words[at + ENTRY] = 0;
    memory.unpin();
    int place = placeMade(words, at, page);
    if (Translation.samePlace(cached, entry)) {
      if (words[at + OPENED] == 0) {
        openWindow(words, at, now);
      }
      pending.setVisit(place, true);
      beginWorstCase(words, at, place, !isHarmless(words, at), now);
    } else if (cached == 0 && words[at + OPENED] != 0) {
      beginWorstCase(words, at, place, !isHarmless(words, at), now);
      closeWindow(words, at, now);
      becomesUnreachable(now);
    } else {
      beginWorstCase(words, at, place, false, now);
      if (cached == 0) {
        becomesUnreachable(now);
      }
      if (words[at + GRANT] != 0 || Translation.isReleased(entry)) {
        windowOfNoLength();
      }
    }
  }

  private void reuse(long page) {
    if (reusedCount == reused.length) {
      reused = Arrays.copyOf(reused, 2 * reusedCount);
    }
    reused[reusedCount++] = page;
  }

  /**
   * The DMA API call that mapped is over, and with it any invalidation that belongs to it: which of
   * the pages it mapped still have a past?
   */
  final void judgeReuses() {
    for (int i = 0; i < reusedCount; i++) {
      judgeReuse(reused[i]);
    }
    reusedCount = 0;
  }

  /** Whether there are such pages. */
  final boolean hasReuses() {
    return reusedCount != 0;
  }

  private void judgeReuse(long page) {
    long[] words = chunk(page);
    int at = offset(page);
    refresh(words, at);
    if (Translation.isShadowed(words[at + ENTRY], words[at + CACHED])) {
      reuses.shadowed++;
    }
    int place = place(words, at);
    if (place != NO_PLACE && pending.begin(place) != PendingPages.NONE) {
      reuses.uncovered++;
    }
  }
}
