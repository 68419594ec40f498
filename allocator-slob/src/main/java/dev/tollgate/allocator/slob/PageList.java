package dev.tollgate.allocator.slob;

import java.util.Arrays;

/**
 * One of SLOB's circular lists of pages with free units, and what {@code struct page} says about
 * each.
 *
 * <p>The pages stand in list order in the slots of arrays, with empty slots between them, so that a
 * search runs over consecutive ints where the kernel follows pointers. The list begins at any slot
 * and goes round the end of the arrays, which makes rotating it one assignment.
 *
 * <p>Two figures of each page are the search's own, not the kernel's. {@link #fit} is an upper
 * bound of what an aligned request could get; {@link #refused} remembers which stricter requests
 * were tried in vain since the page last got units back. They let a search pass pages that the
 * kernel would look through without success; {@link #tally} says what that would have cost.
 */
final class PageList {

  /** No slot. */
  static final int NONE = -1;

  private static final int GAP_SEARCH = 64;
  private static final int LEAST_CAPACITY = 16;
  private static final int GROUP_SHIFT = 4;
  private static final int GROUP = 1 << GROUP_SHIFT;

  /** Slots that are looked at one by one before groups are. */
  private static final int NEAR = 4 * GROUP;

  private final int number;
  private final PageFrames frames;

  /** Frame in each slot; -1 where a slot is empty. */
  int[] frame = empty(LEAST_CAPACITY);

  /** Address of the first free block. */
  long[] freelist = new long[LEAST_CAPACITY];

  /** Free units; 0 in empty slots only. */
  int[] units = new int[LEAST_CAPACITY];

  /** Free blocks. */
  int[] blocks = new int[LEAST_CAPACITY];

  /** At least the units of the largest block once its start is aligned to 8 bytes. */
  int[] fit = new int[LEAST_CAPACITY];

  /** Bits of the requests (see {@link PageHeap#allocate}) known not to fit. */
  int[] refused = new int[LEAST_CAPACITY];

  /** At least the most that {@link #fit} says of each group of slots. */
  private int[] most = new int[groups(LEAST_CAPACITY)];

  /** Free blocks in order; empty slots have one to use. */
  BlockIndex[] index = indexes(LEAST_CAPACITY);

  private int first;
  private int count;

  private long talliedPages;
  private long talliedBlocks;

  /** An empty list that the frame table knows as number {@code number}. */
  PageList(int number, PageFrames frames) {
    this.number = number;
    this.frames = frames;
  }

  private static int[] empty(int capacity) {
    int[] frames = new int[capacity];
    Arrays.fill(frames, -1);
    return frames;
  }

  private static int groups(int slots) {
    return (slots + GROUP - 1) >> GROUP_SHIFT;
  }

  private static BlockIndex[] indexes(int capacity) {
    BlockIndex[] indexes = new BlockIndex[capacity];
    Arrays.setAll(indexes, slot -> new BlockIndex());
    return indexes;
  }

  int count() {
    return count;
  }

  /** Slot of the first page; undefined if there is none. */
  int first() {
    return first;
  }

  /** The page after a slot, going round; the slot itself if there is no other page. */
  int after(int slot) {
    int next = slot;
    do {
      next = next + 1 == frame.length ? 0 : next + 1;
    } while (frame[next] < 0 && next != slot);
    return next;
  }

  /** Whether a page is the last of the list. */
  boolean isLast(int slot) {
    return after(slot) == first;
  }

  /** Makes the page in a slot the first, those before it the last. */
  void rotateTo(int slot) {
    first = slot;
  }

  /**
   * The first page from {@code from} on, or after it up to the end of the list, that may fit a
   * request.
   *
   * @param from a slot, or {@link #NONE} for the whole list; else the search goes on behind it
   */
  int search(int from, int need, int requestClass) {
    if (count == 0) {
      return NONE;
    }
    int capacity = frame.length;
    if (from == NONE || from >= first) {
      int found = search(from == NONE ? first : from + 1, capacity, need, requestClass);
      return found != NONE ? found : search(0, first, need, requestClass);
    }
    return search(from + 1, first, need, requestClass);
  }

  private int search(int from, int to, int need, int requestClass) {
    // Pages with room may have refused a request that has a bit: no group could be passed.
    int near = requestClass == 0 ? Math.min(to, (from + NEAR) & -GROUP) : to;
    int found = scan(from, near, need, requestClass);
    int[] localMost = most;
    for (int slot = near; slot < to && found == NONE; slot += GROUP) {
      if (localMost[slot >> GROUP_SHIFT] >= need) {
        found = scan(slot, Math.min(slot + GROUP, to), need, requestClass);
        if (found == NONE && slot + GROUP <= to) {
          tighten(slot);
        }
      }
    }
    return found;
  }

  private int scan(int from, int to, int need, int requestClass) {
    int[] localFit = fit;
    int[] localRefused = refused;
    for (int slot = from; slot < to; slot++) {
      if (localFit[slot] >= need && (localRefused[slot] & requestClass) == 0) {
        return slot;
      }
    }
    return NONE;
  }

  /** Finds the most that a group of slots has room for. */
  private void tighten(int from) {
    int largest = 0;
    for (int slot = from; slot < from + GROUP; slot++) {
      largest = Math.max(largest, fit[slot]);
    }
    most[from >> GROUP_SHIFT] = largest;
  }

  /** Notes that a page may have more room than was known. */
  void raise(int slot, int room) {
    fit[slot] = room;
    int group = slot >> GROUP_SHIFT;
    if (room > most[group]) {
      most[group] = room;
    }
  }

  /**
   * Counts the pages before {@code slot}, or all if it is {@link #NONE}, and the blocks of those
   * among them that have {@code need} units: what a search without any index looks at in vain.
   */
  void tally(int slot, int need) {
    talliedPages = 0;
    talliedBlocks = 0;
    if (slot == NONE) {
      tally(0, frame.length, need);
    } else if (slot >= first) {
      tally(first, slot, need);
    } else {
      tally(first, frame.length, need);
      tally(0, slot, need);
    }
  }

  private void tally(int from, int to, int need) {
    int[] localUnits = units;
    int[] localBlocks = blocks;
    int pages = 0;
    int walked = 0;
    for (int slot = from; slot < to; slot++) {
      int free = localUnits[slot];
      pages += -free >>> 31;
      walked += localBlocks[slot] & ((need - 1 - free) >> 31);
    }
    talliedPages += pages;
    talliedBlocks += walked;
  }

  /** Pages counted by the last {@link #tally}. */
  long talliedPages() {
    return talliedPages;
  }

  /** Blocks counted by the last {@link #tally}. */
  long talliedBlocks() {
    return talliedBlocks;
  }

  /** Puts a page with one free block at the head of the list; returns its slot. */
  int addFirst(int pageFrame, long block, int blockUnits, long time) {
    int slot = count == 0 ? first : openSlotBeforeFirst();
    frame[slot] = pageFrame;
    freelist[slot] = block;
    units[slot] = blockUnits;
    blocks[slot] = 1;
    raise(slot, FreeBlockFormat.usable(block, blockUnits));
    refused[slot] = 0;
    index[slot].begin(FreeBlockFormat.offset(block), blockUnits, time);
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
    clear(slot);
    count--;
    if (count == 0) {
      first = 0;
    } else if (frame.length > 4 * LEAST_CAPACITY && count < frame.length / 2) {
      respread();
    }
  }

  private void clear(int slot) {
    frame[slot] = -1;
    units[slot] = 0;
    blocks[slot] = 0;
    fit[slot] = 0;
  }

  private int openSlotBeforeFirst() {
    int gap = gapBeforeFirst();
    if (gap == NONE) {
      respread();
      gap = gapBeforeFirst();
    }
    int capacity = frame.length;
    int target = gap;
    int source = target + 1 == capacity ? 0 : target + 1;
    while (source != first) {
      move(source, target);
      target = source;
      source = source + 1 == capacity ? 0 : source + 1;
    }
    return target;
  }

  private int gapBeforeFirst() {
    int slot = first;
    for (int i = 1; i < frame.length && i <= GAP_SEARCH; i++) {
      slot = slot == 0 ? frame.length - 1 : slot - 1;
      if (frame[slot] < 0) {
        return slot;
      }
    }
    return NONE;
  }

  private void move(int from, int to) {
    frame[to] = frame[from];
    freelist[to] = freelist[from];
    units[to] = units[from];
    blocks[to] = blocks[from];
    raise(to, fit[from]);
    refused[to] = refused[from];
    BlockIndex spare = index[to];
    index[to] = index[from];
    index[from] = spare;
    frames.setListed(frame[to], number, to);
  }

  /**
   * Moves all pages to new arrays: an empty slot after every eight of them, and most empty slots
   * before the first, where pages are put.
   */
  private void respread() {
    int[] oldFrame = frame;
    long[] oldFreelist = freelist;
    int[] oldUnits = units;
    int[] oldBlocks = blocks;
    int[] oldFit = fit;
    int[] oldRefused = refused;
    BlockIndex[] oldIndex = index;
    int capacity = Math.max(LEAST_CAPACITY, count + count / 8 + count / 4 + 8);
    frame = empty(capacity);
    freelist = new long[capacity];
    units = new int[capacity];
    blocks = new int[capacity];
    fit = new int[capacity];
    most = new int[groups(capacity)];
    refused = new int[capacity];
    index = new BlockIndex[capacity];
    int to = 0;
    int placed = 0;
    for (int i = 0; i < oldFrame.length; i++) {
      int from = first + i < oldFrame.length ? first + i : first + i - oldFrame.length;
      if (oldFrame[from] >= 0) {
        frame[to] = oldFrame[from];
        freelist[to] = oldFreelist[from];
        units[to] = oldUnits[from];
        blocks[to] = oldBlocks[from];
        raise(to, oldFit[from]);
        refused[to] = oldRefused[from];
        index[to] = oldIndex[from];
        frames.setListed(frame[to], number, to);
        placed++;
        to += placed % 8 == 0 ? 2 : 1;
      }
    }
    first = 0;
    fillUp(oldFrame, oldIndex);
  }

  /** Gives the empty slots the indexes of slots that were empty before, and new ones. */
  private void fillUp(int[] oldFrame, BlockIndex[] oldIndex) {
    int old = 0;
    for (int slot = 0; slot < frame.length; slot++) {
      if (frame[slot] < 0) {
        while (old < oldFrame.length && oldFrame[old] >= 0) {
          old++;
        }
        index[slot] = old < oldFrame.length ? oldIndex[old++] : new BlockIndex();
      }
    }
  }
}
