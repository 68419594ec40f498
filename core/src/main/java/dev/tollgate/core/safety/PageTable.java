package dev.tollgate.core.safety;

import java.util.Arrays;

/**
 * What is known of every I/O page of a domain: a record of eight words each, in chunks made when a
 * page of theirs is first written.
 *
 * <p>The words of page {@code p} are {@code chunk(p)[offset(p) + field]}. A fresh record is all
 * zeros.
 */
class PageTable {

  /**
   * High 32 bits: number of whole-domain invalidations when {@link #CACHED} and the low bits were
   * written. Low 32 bits: 1 + place in the list of {@link PendingPages}, or 0.
   */
  static final int STAMP = 0;

  /** The table's entry: a {@link Translation}. */
  static final int ENTRY = 1;

  /** What the IOTLB holds: a {@link Translation}. Valid only in the epoch of {@link #STAMP}. */
  static final int CACHED = 2;

  /** Time up to which the page's reach is accounted for, in picoseconds. */
  static final int SINCE = 3;

  /** 1 + the time at which the open stale window began, in picoseconds; 0 if none is open. */
  static final int OPENED = 4;

  /** Device accesses in the domain when that window began. */
  static final int ACCESSES = 5;

  /** Unmaps in the domain when that window began, and the number of the call that began it. */
  static final int UNMAPS = 6;

  /** What devices are entitled to: a {@link Grant}. */
  static final int GRANT = 7;

  /** The last word. */
  static final int LAST = 7;

  /** I/O pages that can be kept: 4 TiB of bus addresses. */
  static final long MAX_PAGES = 1L << 30;

  /** From one page's record to that of the next page, if that is in the same chunk. */
  static final int RECORD = LAST + 1;

  private static final int WORDS_SHIFT = 3;
  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;
  private static final int PAGE_MASK = CHUNK_PAGES - 1;
  private static final int MOST_CHUNKS = (int) (MAX_PAGES >>> CHUNK_SHIFT);
  private static final long[] NO_CHUNK = new long[CHUNK_PAGES << WORDS_SHIFT]; // stays all zeros

  private long[][] chunks = {};

  /** Where a page's record begins in its chunk. */
  static int offset(long page) {
    return ((int) page & PAGE_MASK) << WORDS_SHIFT;
  }

  /** Whether a record tells of the past only: nothing leads to the page, or waits for it. */
  static boolean isBlank(long[] words, int at) {
    long used = words[at + ENTRY] | words[at + CACHED] | words[at + OPENED] | words[at + GRANT];
    return (used | (int) words[at + STAMP]) == 0;
  }

  /** The chunk that holds a page's record, made if there is none yet. */
  final long[] chunk(long page) {
    long[] found = find(page);
    return found == NO_CHUNK ? make(page) : found;
  }

  /** The chunk that holds a page's record, to be read only; all zeros if there is none yet. */
  final long[] find(long page) {
    long[][] chunks = this.chunks;
    long number = page >>> CHUNK_SHIFT;
    return number < chunks.length ? chunks[(int) number] : NO_CHUNK;
  }

  /** Whether the page has a record. */
  final boolean has(long page) {
    return find(page) != NO_CHUNK;
  }

  /** The first page at or after {@code page} that has a record, or {@code limit} if none has. */
  final long next(long page, long limit) {
    if (has(page)) {
      return Math.min(page, limit);
    }
    long number = page >>> CHUNK_SHIFT;
    while (number < chunks.length && chunks[(int) number] == NO_CHUNK) {
      number++;
    }
    return number >= chunks.length ? limit : Math.min(limit, number << CHUNK_SHIFT);
  }

  /** All pages with a record are smaller. */
  final long limit() {
    return (long) chunks.length << CHUNK_SHIFT;
  }

  private long[] make(long page) {
    if (page < 0 || page >= MAX_PAGES) {
      throw new IllegalArgumentException(
          "I/O page 0x%x is outside of the %d pages that the safety meters can follow"
              .formatted(page, MAX_PAGES));
    }
    int number = (int) (page >>> CHUNK_SHIFT);
    int before = chunks.length;
    if (number >= before) {
      chunks = Arrays.copyOf(chunks, Math.max(number + 1, Math.min(2 * before, MOST_CHUNKS)));
      Arrays.fill(chunks, before, chunks.length, NO_CHUNK);
    }
    chunks[number] = new long[CHUNK_PAGES << WORDS_SHIFT];
    return chunks[number];
  }
}
