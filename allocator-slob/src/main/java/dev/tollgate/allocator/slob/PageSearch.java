package dev.tollgate.allocator.slob;

/**
 * A search through a {@link PageList} for a page that may fit a request, from the head on. It
 * counts what a search without any index looks at in vain: the pages passed, and the blocks of
 * those among them that have units enough.
 *
 * <p>The first slots are looked at and counted one by one. Further on, whole groups are passed by
 * the most that any of their pages has room for, and counted afterwards.
 */
final class PageSearch {

  /** Slots that are looked at one by one. */
  private static final int NEAR = 4 * PageList.GROUP;

  private int pages;
  private int blocks;

  /** Pages passed so far. */
  int pages() {
    return pages;
  }

  /** Blocks of pages passed so far that have units enough. */
  int blocks() {
    return blocks;
  }

  /**
   * Begins a search.
   *
   * @return slot of the first page that may fit, or {@link PageList#NONE}
   */
  int first(PageList list, int need, int requestClass) {
    pages = 0;
    blocks = 0;
    return list.count() == 0 ? PageList.NONE : from(list, list.first(), need, requestClass);
  }

  /** Goes on behind a page that was found but turned out not to fit. */
  int next(PageList list, int slot, int need, int requestClass) {
    pages++;
    blocks += list.units[slot] >= need ? list.blocks[slot] : 0;
    int behind = slot + 1;
    if (behind == list.capacity()) {
      behind = 0;
    }
    return behind == list.first() ? PageList.NONE : from(list, behind, need, requestClass);
  }

  private int from(PageList list, int slot, int need, int requestClass) {
    int first = list.first();
    if (slot < first) {
      return within(list, slot, first, need, requestClass);
    }
    int found = within(list, slot, list.capacity(), need, requestClass);
    return found == PageList.NONE && first > 0 ? within(list, 0, first, need, requestClass) : found;
  }

  private int within(PageList list, int from, int to, int need, int requestClass) {
    // Pages with room may have refused a request that has a bit: no group could be passed.
    int near = requestClass == 0 ? Math.min(to, (from + NEAR) & -PageList.GROUP) : to;
    int found = oneByOne(list, from, near, need, requestClass);
    if (found == PageList.NONE && near < to) {
      found = byGroups(list, near, to, need);
      blocks += blocksIn(list, near, found == PageList.NONE ? to : found, need);
    }
    pages += list.pagesIn(from, found == PageList.NONE ? to : found);
    return found;
  }

  private int oneByOne(PageList list, int from, int to, int need, int requestClass) {
    int[] fit = list.fit;
    int[] refused = list.refused;
    int[] units = list.units;
    int[] inPage = list.blocks;
    int walked = 0;
    int found = PageList.NONE;
    for (int slot = from; slot < to; slot++) {
      if (fit[slot] >= need && (refused[slot] & requestClass) == 0) {
        found = slot;
        break;
      }
      walked += inPage[slot] & ((need - 1 - units[slot]) >> 31);
    }
    blocks += walked;
    return found;
  }

  private static int byGroups(PageList list, int from, int to, int need) {
    int[] fit = list.fit;
    for (int group = from; group < to; group += PageList.GROUP) {
      if (list.most(group) >= need) {
        int end = Math.min(group + PageList.GROUP, to);
        for (int slot = group; slot < end; slot++) {
          if (fit[slot] >= need) {
            return slot;
          }
        }
        list.tighten(group);
      }
    }
    return PageList.NONE;
  }

  private static int blocksIn(PageList list, int from, int to, int need) {
    int[] units = list.units;
    int[] inPage = list.blocks;
    int walked = 0;
    for (int slot = from; slot < to; slot++) {
      walked += inPage[slot] & ((need - 1 - units[slot]) >> 31);
    }
    return walked;
  }
}
