package dev.tollgate.core.safety;

/**
 * What mapping and unmapping buffers changes in a domain. Where nothing translates, a page that
 * gets its first buffer gets an entry to itself, with all rights, for good.
 */
class BufferTracking extends CacheTracking {

  private static final int LAST_OFFSET = Grant.PAGE_BYTES - 1;

  final boolean translated;

  BufferTracking(
      boolean translated,
      LateDmas late,
      WindowStatistics stale,
      WorstCaseStatistics worst,
      PinnedMemory memory) {
    super(late, stale, worst, memory);
    this.translated = translated;
  }

  /** A driver mapped {@code size} bytes, at least one. */
  final void grantPages(int device, long busAddress, long size, int rights, long now) {
    memory.mapped();
    long page = busAddress >>> Grant.PAGE_SHIFT;
    int start = (int) busAddress & LAST_OFFSET;
    visit(page);
    long[] words = visitedWords;
    int at = visitedAt;
    if (start + size <= Grant.PAGE_BYTES) {
      grant(words, at, page, Grant.of(device, start, start + (int) size, rights), now);
      return;
    }
    grant(words, at, page, Grant.of(device, start, Grant.PAGE_BYTES, rights), now);
    long whole = Grant.of(device, 0, Grant.PAGE_BYTES, rights);
    for (long left = start + size - Grant.PAGE_BYTES; left > 0; left -= Grant.PAGE_BYTES) {
      page++;
      at += RECORD;
      if (at == words.length) {
        words = chunk(page);
        at = 0;
      }
      refresh(words, at);
      long grant = left >= Grant.PAGE_BYTES ? whole : Grant.of(device, 0, (int) left, rights);
      grant(words, at, page, grant, now);
    }
  }

  private void grant(long[] words, int at, long page, long grant, long now) {
    settle(words, at, now);
    long before = words[at + GRANT];
    words[at + GRANT] = before == 0 ? grant : shared.join(before, grant);
    if (!translated && before == 0) {
      memory.pin();
      if (words[at + ENTRY] == 0) {
        words[at + ENTRY] = Translation.to(page, Rights.ALL);
      }
    }
    if (Translation.isReleased(words[at + ENTRY])) {
      reclaim(words, at, now);
    }
  }

  /** A kept entry serves a buffer again. */
  private void reclaim(long[] words, int at, long now) {
    long entry = words[at + ENTRY];
    words[at + ENTRY] = entry & ~Translation.RELEASED;
    if (Translation.isShadowed(entry, words[at + CACHED])) {
      windowOfNoLength();
    } else {
      closeWindow(words, at, now);
    }
  }

  /**
   * A driver unmapped a buffer, of which {@code grant} is this page's part.
   *
   * @return whether there was such a buffer
   */
  final boolean revoke(long[] words, int at, long grant, long now) {
    settle(words, at, now);
    long before = words[at + GRANT];
    if (Grant.isShared(before)) {
      return revokeShared(words, at, grant);
    }
    if (before == 0 || Grant.device(before) != Grant.device(grant)) {
      return false;
    }
    words[at + GRANT] = 0;
    if (!translated) {
      memory.unpin();
    }
    long entry = words[at + ENTRY];
    if (entry != 0) {
      words[at + ENTRY] = entry | Translation.RELEASED;
      if (!Translation.isShadowed(entry, words[at + CACHED])) {
        openWindow(words, at, now);
      }
    }
    return true;
  }

  private boolean revokeShared(long[] words, int at, long grant) {
    long before = words[at + GRANT];
    SharedPage buffers = shared.get(before);
    boolean removed = buffers.remove(grant);
    if (buffers.count() == 1) {
      words[at + GRANT] = shared.dissolve(before);
    }
    return removed;
  }
}
