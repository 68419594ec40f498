package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.PageAllocator;

/**
 * What each frame of the machine is to SLOB: nothing, a heap page, or the head of a block of pages.
 */
final class PageFrames {

  /** Not SLOB's. */
  static final int NONE = 0;

  /** A heap page without free units: on no list. */
  static final int FULL = 1;

  private static final int BLOCK = 16;
  private static final int LISTED = 1 << 30;
  private static final int LIST_SHIFT = 28;
  private static final int SLOT_MASK = (1 << LIST_SHIFT) - 1;

  private final FrameTable states;
  private final FrameTable waste;

  PageFrames(long frames) {
    states = new FrameTable(frames);
    waste = new FrameTable(frames);
  }

  /** The state of a frame, to be asked about below. */
  int state(long frame) {
    return states.get(frame);
  }

  /** Tells {@code visitor} of every frame that is SLOB's, of a block of its head only. */
  void forEach(FrameTable.Visitor visitor) {
    states.forEach(visitor);
  }

  static boolean isHeap(int state) {
    return state == FULL || isListed(state);
  }

  static boolean isListed(int state) {
    return (state & LISTED) != 0;
  }

  static boolean isBlock(int state) {
    return state >= BLOCK && state <= BLOCK + PageAllocator.MAX_ORDER;
  }

  /** Which list a listed page is on. */
  static int list(int state) {
    return (state >>> LIST_SHIFT) & 3;
  }

  /** Where on its list a listed page is. */
  static int slot(int state) {
    return state & SLOT_MASK;
  }

  /** log2 of a block's frames. */
  static int order(int state) {
    return state - BLOCK;
  }

  void setNone(long frame) {
    states.set(frame, NONE);
  }

  void setFull(long frame) {
    states.set(frame, FULL);
  }

  void setListed(long frame, int list, int slot) {
    states.set(frame, LISTED | list << LIST_SHIFT | slot);
  }

  /** Notes a block of pages of which the last {@code unused} bytes were not asked for. */
  void setBlock(long frame, int order, int unused) {
    states.set(frame, BLOCK + order);
    waste.set(frame, unused);
  }

  /** Bytes of a block that were not asked for. */
  int unused(long head) {
    return waste.get(head);
  }

  /** First frame of the block of pages that a frame lies in, or -1. */
  long blockHead(long frame) {
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      long head = frame & -(1L << order);
      int state = states.get(head);
      if (isBlock(state) && order(state) >= order) {
        return head;
      }
    }
    return -1;
  }
}
