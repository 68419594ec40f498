package dev.tollgate.allocator.slob;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * What must hold of every heap page at the end of a run: a page on a list has free units, and they
 * are those of its blocks; the blocks stand in the order of their addresses, inside the page, with
 * something between any two; no page is wholly free.
 *
 * <p>An allocation freed twice, or a device that wrote to free memory, breaks this as it would
 * break the kernel.
 */
final class SlobCheck {

  private SlobCheck() {}

  static void check(PageHeap heap, PageFrames frames) {
    for (int i = 0; i < PageHeap.LISTS; i++) {
      PageList list = heap.list(i);
      int slot = list.first();
      for (int n = 0; n < list.count(); n++, slot = list.after(slot)) {
        page(heap.format(), list, slot);
        int state = frames.state(list.page(slot).frame());
        if (!PageFrames.isListed(state)
            || PageFrames.list(state) != i
            || PageFrames.slot(state) != slot) {
          throw violation(list.page(slot).frame(), "its frame does not know where it is listed");
        }
      }
      if (list.count() > 0 && slot != list.first()) {
        throw new InvariantViolation("slob: list " + i + " is not closed after its pages");
      }
    }
  }

  private static void page(FreeBlockFormat format, PageList list, int slot) {
    long frame = list.page(slot).frame();
    long base = frame << PhysicalMemory.FRAME_SHIFT;
    long end = base + PhysicalMemory.FRAME_BYTES;
    int units = 0;
    int blocks = 0;
    int usable = 0;
    long free = base - 1;
    long block = list.page(slot).freelist();
    while (block != end) {
      if (block <= free || block > end) {
        throw violation(frame, "free block at 0x%x follows 0x%x".formatted(block, free));
      }
      int size = format.size(block);
      units += size;
      blocks++;
      usable = Math.max(usable, FreeBlockFormat.usable(block, size));
      free = block + FreeBlockFormat.bytes(size);
      if (free > end) {
        throw violation(frame, "the free block at 0x%x leaves the page".formatted(block));
      }
      block = format.next(block);
    }
    if (units != list.units[slot] || units == 0 || units == FreeBlockFormat.PAGE_UNITS) {
      throw violation(
          frame, "it counts %d free units, its blocks have %d".formatted(list.units[slot], units));
    }
    if (blocks != list.blocks[slot] || usable > list.fit[slot]) {
      throw violation(
          frame,
          "the search's index has %d blocks, at most %d usable units; there are %d, %d"
              .formatted(list.blocks[slot], list.fit[slot], blocks, usable));
    }
  }

  private static InvariantViolation violation(long frame, String what) {
    return new InvariantViolation("slob: frame %d: %s".formatted(frame, what));
  }
}
