package dev.tollgate.core.safety;

import static dev.tollgate.core.safety.PageTable.CACHED;
import static dev.tollgate.core.safety.PageTable.ENTRY;
import static dev.tollgate.core.safety.PageTable.GRANT;
import static dev.tollgate.core.safety.PageTable.OPENED;

import dev.tollgate.core.error.InvariantViolation;

/**
 * Closes the books of one domain at the end of a run: accounts every page up to the end, hands over
 * the windows still open, and compares what is found with what was counted on the way.
 */
final class DomainAudit {

  private final DomainExposure states;
  private final WindowStatistics stale;
  private final WorstCaseStatistics worst;
  private long entries;
  private long pagesWithBuffers;
  private long pendingPages;

  DomainAudit(DomainExposure states, WindowStatistics stale, WorstCaseStatistics worst) {
    this.states = states;
    this.stale = stale;
    this.worst = worst;
  }

  /**
   * Closes the books.
   *
   * @throws InvariantViolation if they contradict themselves
   */
  void close(long end) {
    long limit = states.limit();
    for (long page = states.next(0, limit); page < limit; page = states.next(page + 1, limit)) {
      long[] words = states.chunk(page);
      int at = PageTable.offset(page);
      if (!PageTable.isBlank(words, at)) {
        states.refresh(words, at);
        if (words[at + ENTRY] != 0) {
          states.settle(words, at, end); // without an entry there is nothing to account
        }
        closePage(words, at, end);
      }
    }
    PendingPages pending = states.pending;
    for (int place = 0; place < pending.size(); place++) {
      if (pending.begin(place) != PendingPages.NONE) {
        worst.open.add(end - pending.begin(place));
      }
    }
    check("pages waiting for an invalidation", pending.size(), pendingPages);
  }

  private void closePage(long[] words, int at, long end) {
    long entry = words[at + ENTRY];
    long cached = words[at + CACHED];
    if (entry != 0) {
      entries++;
    }
    if (words[at + GRANT] != 0) {
      pagesWithBuffers++;
    }
    if (Translation.reaches(entry, cached)) {
      states.becomesUnreachable(end);
    }
    if (PageStates.place(words, at) != PageStates.NO_PLACE) {
      pendingPages++;
    }
    boolean shadowed = Translation.isShadowed(entry, cached);
    if (words[at + OPENED] != 0 && PageStates.isHarmless(words, at)) {
      states.endHarmless(words, at, end);
    } else if (words[at + OPENED] != 0) {
      long open = end + 1 - words[at + OPENED];
      stale.open.add(open);
      states.late.reached++;
      if (entry != 0 && !shadowed) {
        worst.keptOpen(open);
      }
    }
    if (shadowed && Translation.isReleased(entry)) {
      states.windowOfNoLength();
    }
  }

  /** Pages that count as pinned: those with an entry, or with buffers where nothing translates. */
  long pinned() {
    return states.translated ? entries : pagesWithBuffers;
  }

  private static void check(String what, long counted, long found) {
    if (counted != found) {
      throw new InvariantViolation(
          "safety: counted %d %s, but found %d".formatted(counted, what, found));
    }
  }
}
