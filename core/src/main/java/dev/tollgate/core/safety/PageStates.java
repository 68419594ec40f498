package dev.tollgate.core.safety;

import java.util.Objects;

/**
 * The I/O pages of a domain and what all changes to them have in common: the time until a change is
 * accounted to what was reachable, and stale windows open and close.
 *
 * <p>A page has an entry in the table, a translation in the IOTLB and buffers of drivers, or lacks
 * any of these. A device's access goes where the cached translation leads, else where the entry
 * does. A stale window is open while that is a place nobody is entitled to any more. Pages are
 * named by the words and offset of their record, which must be fresh: see {@link #refresh}.
 *
 * <p>This and the classes above it are layers of one object, so that each event finds all it needs
 * in one place: {@link PageTable}, {@link PageStates}, {@link EntryTracking}, {@link
 * CacheTracking}, {@link BufferTracking}, {@link UnmapTracking}, {@link DomainExposure}.
 */
class PageStates extends PageTable {

  /** Instead of a place in {@link #pending}. */
  static final int NO_PLACE = -1;

  private static final long NO_PAGE = -1;
  private static final long HARMLESS = -1; // instead of a count of accesses
  private static final int CALL_BITS = 24;
  private static final int CALL_MASK = (1 << CALL_BITS) - 1;

  final ReachTotals reach = new ReachTotals();
  final LateDmas late;
  final SharedPages shared = new SharedPages();
  final PendingPages pending = new PendingPages();

  /** Of the page visited last. */
  long[] visitedWords = {};

  /** Where the record of the page visited last begins. */
  int visitedAt;

  private long visited = NO_PAGE;

  private final WindowStatistics stale;
  private final WorstCaseStatistics worst;
  private int epoch; // whole-domain invalidations
  private long accesses;
  private long unmaps;
  private int calls;
  private boolean policyActed; // since the last unmap
  private long reachableTime; // pages * picoseconds modulo 2^64, less pages still reachable

  /** A domain without entries, whose windows go to the given statistics. */
  PageStates(LateDmas late, WindowStatistics stale, WorstCaseStatistics worst) {
    this.late = late;
    this.stale = stale;
    this.worst = worst;
  }

  /**
   * Makes {@link #visitedWords} and {@link #visitedAt} name a page's record, which is fresh. A page
   * has several events in a row: being mapped, granted, cached, accessed.
   */
  final void visit(long page) {
    if (page != visited) {
      visitedWords = chunk(page);
      visitedAt = offset(page);
      refresh(visitedWords, visitedAt);
      visited = page;
    }
  }

  /** The words of a page's record, which need not exist and may be stale. */
  final long[] look(long page) {
    return page == visited ? visitedWords : find(page);
  }

  /** Brings a record up to the last whole-domain invalidation. */
  final void refresh(long[] words, int at) {
    Objects.checkIndex(at + LAST, words.length); // spares the checks of all other words
    if ((int) (words[at + STAMP] >>> Integer.SIZE) != epoch) {
      words[at + STAMP] = stamp(NO_PLACE);
      words[at + CACHED] = 0;
    }
  }

  /** What the IOTLB holds of a page, whose record may be stale. */
  final long cached(long[] words, int at) {
    return (int) (words[at + STAMP] >>> Integer.SIZE) == epoch ? words[at + CACHED] : 0;
  }

  /** The IOTLB forgot everything, and the list of pending pages is empty again. */
  final void nextEpoch() {
    pending.clear();
    epoch++;
    visited = NO_PAGE;
  }

  /** Accounts the time since the page's last change to what was reachable. */
  final void settle(long[] words, int at, long now) {
    long span = now - words[at + SINCE];
    if (span != 0) {
      words[at + SINCE] = now;
      long entry = words[at + ENTRY];
      if (entry != 0) {
        account(entry, words[at + CACHED], words[at + GRANT], span);
      }
    }
  }

  /** An entry was there; what is stale is accounted by its window. */
  private void account(long entry, long cached, long grant, long span) {
    if (cached != 0 && !Translation.samePlace(cached, entry)) {
      reach.idle(span);
    } else if (grant != 0) {
      int rights = Translation.rights(cached == 0 ? entry : cached);
      if (Grant.isShared(grant)) {
        reach.pageOf(shared.get(grant), rights, span);
      } else {
        reach.pageOf(grant, rights, span);
      }
      if (Translation.isDedicated(entry)) {
        reach.besideOnDedicated(bytes(grant), span);
      }
    } else {
      reach.idle(span);
      if (!Translation.isReleased(entry)) {
        (Translation.isDedicated(entry) ? reach.dedicatedTime : reach.standingTime).add(span);
      }
    }
  }

  private int bytes(long grant) {
    return Grant.isShared(grant) ? shared.get(grant).bytes() : Grant.bytes(grant);
  }

  /**
   * Drops what the IOTLB holds of a page: what the entry says counts from now on.
   *
   * @return whether that is something else
   */
  final boolean forget(long[] words, int at, long now) {
    long cached = words[at + CACHED];
    if (cached == 0) {
      return false;
    }
    if (Translation.isCurrent(cached, words[at + ENTRY])) {
      words[at + CACHED] = 0;
      return false;
    }
    uncover(words, at, now);
    return true;
  }

  private void uncover(long[] words, int at, long now) {
    settle(words, at, now);
    long entry = words[at + ENTRY];
    long cached = words[at + CACHED];
    words[at + CACHED] = 0;
    int place = place(words, at);
    if (place != NO_PLACE) {
      pending.setVisit(place, false);
    }
    if (Translation.samePlace(cached, entry)) {
      return; // it allowed something else, that is all
    }
    if (words[at + OPENED] != 0) {
      closeWindow(words, at, now);
    }
    if (Translation.isPresent(entry)) {
      if (!Translation.isPresent(cached)) {
        becomesReachable(now);
      }
      if (Translation.isReleased(entry)) {
        openWindow(words, at, now);
      }
    } else if (Translation.isPresent(cached)) {
      becomesUnreachable(now);
    }
  }

  /** A device accessed memory. */
  final void countAccess() {
    accesses++;
  }

  /** A driver unmapped a buffer: in a new call, if the policy has acted since the last one. */
  final void countUnmap() {
    unmaps++;
    if (policyActed) {
      policyActed = false;
      calls++;
    }
  }

  /** The protection policy did what may belong to the unmap before. */
  final void policyActs() {
    policyActed = true;
  }

  /** A new call of a driver or an access of a device begins: the unmap before is over. */
  final void newCall() {
    calls++;
  }

  /**
   * A window of the page begins. On a dedicated page the devices reach nothing of anybody's in it:
   * it counts as one without length, and its time as that of a dedicated page.
   */
  final void openWindow(long[] words, int at, long now) {
    long cached = words[at + CACHED];
    boolean harmless = Translation.isDedicated(cached == 0 ? words[at + ENTRY] : cached);
    words[at + OPENED] = now + 1;
    words[at + ACCESSES] = harmless ? HARMLESS : accesses;
    words[at + UNMAPS] = unmaps << CALL_BITS | (calls & CALL_MASK);
    stale.opened();
  }

  /** Whether the page's window, which is open, lets devices reach nothing of anybody's. */
  static boolean isHarmless(long[] words, int at) {
    return words[at + ACCESSES] == HARMLESS;
  }

  /** The page's window ends, or the run does, and it lets devices reach nothing of anybody's. */
  final void endHarmless(long[] words, int at, long now) {
    reach.dedicatedTime.add(now + 1 - words[at + OPENED]);
    words[at + OPENED] = 0;
    stale.closed(0, 0, 0);
    late.prevented++;
  }

  /** The page's window ends. */
  final void closeWindow(long[] words, int at, long now) {
    if (isHarmless(words, at)) {
      endHarmless(words, at, now);
      return;
    }
    long span = now + 1 - words[at + OPENED];
    long accessesDuring = accesses - words[at + ACCESSES];
    long begin = words[at + UNMAPS];
    words[at + OPENED] = 0;
    stale.closed(span, accessesDuring, unmaps - (begin >>> CALL_BITS));
    if ((span | accessesDuring | ((begin ^ calls) & CALL_MASK)) == 0) {
      late.prevented++;
    } else {
      late.reached++;
    }
  }

  /** A page was unmapped whose entry led nowhere at that time: its window has no length. */
  final void windowOfNoLength() {
    stale.closedAtOnce();
    late.prevented++;
  }

  /** The page's place in {@link #pending}, or {@link #NO_PLACE}. */
  static int place(long[] words, int at) {
    return (int) words[at + STAMP] - 1;
  }

  /** The page's place in {@link #pending}, where it is put if it is not there yet. */
  final int placeMade(long[] words, int at, long page) {
    int place = place(words, at);
    if (place == NO_PLACE) {
      place = pending.add(page, PendingPages.NONE, 0);
      words[at + STAMP] = stamp(place);
    }
    return place;
  }

  /** Takes a page out of {@link #pending}. */
  final void leavePending(long[] words, int at, int place) {
    words[at + STAMP] = stamp(NO_PLACE);
    if (pending.remove(place)) {
      long moved = pending.page(place);
      chunk(moved)[offset(moved) + STAMP] = stamp(place);
    }
  }

  private long stamp(int place) {
    return (long) epoch << Integer.SIZE | (place + 1);
  }

  /**
   * The worst-case window of the page at {@code place} begins, unless it is open: when its stale
   * window did if that is of the same translation, else now.
   */
  final void beginWorstCase(long[] words, int at, int place, boolean withStale, long now) {
    if (pending.begin(place) == PendingPages.NONE) {
      if (withStale) {
        pending.begin(place, words[at + OPENED] - 1, words[at + UNMAPS] >>> CALL_BITS);
      } else {
        pending.begin(place, now, unmaps);
      }
      worst.opened();
    }
  }

  /** An entry was cleared, and its page is not yet in {@link #pending}: its worst case begins. */
  final int addPending(long[] words, int at, long page, long now) {
    int place = pending.add(page, now, unmaps);
    words[at + STAMP] = stamp(place);
    worst.opened();
    return place;
  }

  /** An entry was cleared and invalidated at once. */
  final void worstCaseOfNoLength() {
    worst.closedAtOnce();
  }

  /** An invalidation covers the page at {@code place}. */
  final void endWorstCase(int place, long now) {
    long begin = pending.begin(place);
    if (begin != PendingPages.NONE) {
      worst.closed(now - begin, unmaps - pending.unmaps(place));
    }
  }

  /** A page that led nowhere leads to memory. */
  final void becomesReachable(long now) {
    reachableTime -= now;
  }

  /** A page that led to memory leads nowhere. */
  final void becomesUnreachable(long now) {
    reachableTime += now;
  }

  /** Sum over pages of the picoseconds that they led to memory, modulo 2^64; once none does. */
  final long reachableTime() {
    return reachableTime;
  }
}
