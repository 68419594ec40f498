package dev.tollgate.allocator.slob;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * One of SLOB's circular lists of pages with free units, and what {@code struct page} says about
 * each.
 *
 * <p>The pages stand in list order in the slots of arrays, with empty slots between them, so that a
 * {@linkplain PageSearch search} runs over consecutive ints where the kernel follows pointers. The
 * list begins at any slot and goes round the end of the arrays, which makes rotating it one
 * assignment.
 *
 * <p>Two figures of each page are the search's own, not the kernel's. {@link #fit} is an upper
 * bound of what an aligned request could get; {@link #refused} remembers which stricter requests
 * were tried in vain since the page last got units back. They let a search pass pages that the
 * kernel would look through without success.
 */
final class PageList {

  /** No slot. */
  static final int NONE = -1;

  /** Slots that {@link #most} sums up together. */
  static final int GROUP = 16;

  private static final int GROUP_SHIFT = 4;
  private static final int LEAST_CAPACITY = Long.SIZE;

  /** After so many pages respreading leaves an empty slot. */
  private static final int SPREAD = 4;

  /** Words of {@link #occupied} that are searched for an empty slot before pages are respread. */
  private static final int GAP_WORDS = 2;

  /** What stands in empty slots. */
  private static final BlockIndex NO_PAGE = new BlockIndex();

  private final int number;
  private final PageFrames frames;

  /** The pages themselves. */
  private BlockIndex[] pages = noPages(LEAST_CAPACITY);

  /** Free units; 0 in empty slots only. */
  int[] units = new int[LEAST_CAPACITY];

  /** Free blocks; 0 in empty slots. */
  int[] blocks = new int[LEAST_CAPACITY];

  /**
   * At least the units of the largest block once its start is aligned to 8 bytes; never more than
   * {@link #units}.
   */
  int[] fit = new int[LEAST_CAPACITY];

  /** Bits of the requests (see {@link PageHeap#allocate}) known not to fit. */
  int[] refused = new int[LEAST_CAPACITY];

  /** At least the most that {@link #fit} says of each group of slots. */
  private int[] most = new int[LEAST_CAPACITY >> GROUP_SHIFT];

  /** A bit for each slot, set if there is a page; capacities are multiples of a word. */
  private long[] occupied = new long[LEAST_CAPACITY / Long.SIZE];

  /** Pages no longer listed, to be used again. */
  private final ArrayDeque<BlockIndex> spare = new ArrayDeque<>();

  private int first;
  private int count;

  /** An empty list that the frame table knows as number {@code number}. */
  PageList(int number, PageFrames frames) {
    this.number = number;
    this.frames = frames;
  }

  private static BlockIndex[] noPages(int capacity) {
    BlockIndex[] pages = new BlockIndex[capacity];
    Arrays.fill(pages, NO_PAGE);
    return pages;
  }

  int count() {
    return count;
  }

  int capacity() {
    return units.length;
  }

  /** Slot of the first page; undefined if there is none. */
  int first() {
    return first;
  }

  /** The page in a slot. */
  BlockIndex page(int slot) {
    return pages[slot];
  }

  /** The page after a slot, going round; the slot itself if there is no other page. */
  int after(int slot) {
    int word = slot >> 6;
    long bits = occupied[word] & (-2L << slot);
    while (bits == 0) {
      word = word + 1 == occupied.length ? 0 : word + 1;
      bits = occupied[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /** Whether a page is the last of the list. */
  boolean isLast(int slot) {
    return after(slot) == first;
  }

  /** Makes the page in a slot the first, those before it the last. */
  void rotateTo(int slot) {
    first = slot;
  }

  /** Pages in slots {@code from} to {@code to} − 1. */
  int pagesIn(int from, int to) {
    if (from >= to) {
      return 0;
    }
    int word = from >> 6;
    int last = (to - 1) >> 6;
    long bits = occupied[word] & (-1L << from);
    int sum = 0;
    while (word < last) {
      sum += Long.bitCount(bits);
      bits = occupied[++word];
    }
    return sum + Long.bitCount(bits & (-1L >>> -to));
  }

  /** At least the most that any page of the group of {@link #GROUP} slots has room for. */
  int most(int slot) {
    return most[slot >> GROUP_SHIFT];
  }

  /** Finds the most that the group of slots from {@code from} has room for. */
  void tighten(int from) {
    int largest = 0;
    for (int slot = from; slot < from + GROUP; slot++) {
      largest = Math.max(largest, fit[slot]);
    }
    most[from >> GROUP_SHIFT] = largest;
  }

  /** Notes that a page has no more room than that. */
  void lower(int slot, int room) {
    fit[slot] = Math.min(fit[slot], Math.min(room, units[slot]));
  }

  /** Notes that a page may have so much room, if that is more than was known. */
  void raise(int slot, int room) {
    int possible = Math.min(room, units[slot]);
    if (possible > fit[slot]) {
      setFit(slot, possible);
    }
  }

  private void setFit(int slot, int room) {
    fit[slot] = room;
    int group = slot >> GROUP_SHIFT;
    if (room > most[group]) {
      most[group] = room;
    }
  }

  /** Puts a page with one free block at the head of the list; returns its slot. */
  int addFirst(int pageFrame, long block, int blockUnits, long time) {
    int slot = count == 0 ? first : openSlotBeforeFirst();
    BlockIndex page = spare.poll();
    if (page == null) {
      page = new BlockIndex();
    }
    page.begin(pageFrame, block, blockUnits, time);
    pages[slot] = page;
    units[slot] = blockUnits;
    blocks[slot] = 1;
    refused[slot] = 0;
    setFit(slot, FreeBlockFormat.usable(block, blockUnits));
    occupied[slot >> 6] |= 1L << slot;
    first = slot;
    count++;
    frames.setListed(pageFrame, number, slot);
    return slot;
  }

  /** Takes a page off the list. */
  void remove(int slot) {
    if (slot == first) {
      first = after(slot);
    }
    spare.push(pages[slot]);
    pages[slot] = NO_PAGE;
    units[slot] = 0;
    blocks[slot] = 0;
    fit[slot] = 0;
    occupied[slot >> 6] &= ~(1L << slot);
    count--;
    if (count == 0) {
      first = 0;
    } else if (capacity() > 4 * LEAST_CAPACITY && count < capacity() / 2) {
      respread();
    }
  }

  private int openSlotBeforeFirst() {
    int gap = gapBeforeFirst();
    if (gap == NONE) {
      respread();
      gap = gapBeforeFirst();
    }
    int capacity = capacity();
    int target = gap;
    int source = target + 1 == capacity ? 0 : target + 1;
    if (source != first) {
      occupied[gap >> 6] |= 1L << gap;
    }
    while (source != first) {
      units[target] = units[source];
      blocks[target] = blocks[source];
      refused[target] = refused[source];
      setFit(target, fit[source]);
      pages[target] = pages[source];
      frames.setListed(pages[target].frame(), number, target);
      target = source;
      source = source + 1 == capacity ? 0 : source + 1;
    }
    return target;
  }

  /** The nearest empty slot before the first page, or {@link #NONE} if there is none near. */
  private int gapBeforeFirst() {
    int word = first >> 6;
    long empty = ~occupied[word] & ((1L << first) - 1);
    for (int i = 0; i < GAP_WORDS && empty == 0; i++) {
      word = word == 0 ? occupied.length - 1 : word - 1;
      empty = ~occupied[word];
    }
    return empty == 0 ? NONE : (word << 6) + Long.SIZE - 1 - Long.numberOfLeadingZeros(empty);
  }

  /**
   * Moves all pages to new arrays, with empty slots among them, and most empty slots before the
   * first, where pages are put.
   */
  private void respread() {
    BlockIndex[] oldPages = pages;
    int[] oldUnits = units;
    int[] oldBlocks = blocks;
    int[] oldFit = fit;
    int[] oldRefused = refused;
    int wanted = count + count / SPREAD + count / 4 + 8;
    int capacity = (wanted + Long.SIZE - 1) & -Long.SIZE;
    pages = noPages(capacity);
    units = new int[capacity];
    blocks = new int[capacity];
    fit = new int[capacity];
    refused = new int[capacity];
    most = new int[capacity >> GROUP_SHIFT];
    occupied = new long[capacity / Long.SIZE];
    int to = 0;
    for (int placed = 1, i = 0; i < oldUnits.length; i++) {
      int from = first + i < oldUnits.length ? first + i : first + i - oldUnits.length;
      if (oldUnits[from] != 0) {
        pages[to] = oldPages[from];
        units[to] = oldUnits[from];
        blocks[to] = oldBlocks[from];
        refused[to] = oldRefused[from];
        setFit(to, oldFit[from]);
        occupied[to >> 6] |= 1L << to;
        frames.setListed(pages[to].frame(), number, to);
        to += placed++ % SPREAD == 0 ? 2 : 1;
      }
    }
    first = 0;
  }
}
