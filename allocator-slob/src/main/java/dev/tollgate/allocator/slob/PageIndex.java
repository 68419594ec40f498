package dev.tollgate.allocator.slob;

import static dev.tollgate.allocator.slob.FreeBlockFormat.PAGE_UNITS;
import static dev.tollgate.allocator.slob.FreeBlockFormat.UNIT_SHIFT;

import dev.tollgate.core.spi.KernelAllocator;

/**
 * The ways into and out of a page's list by its {@link BlockIndex}: the same blocks, the same
 * writes to the page and the same counts as {@link PageWalk} has on a list that is in order.
 */
final class PageIndex {

  private final FreeBlockFormat format;
  private int looked;

  PageIndex(FreeBlockFormat format) {
    this.format = format;
  }

  /** Blocks that the kernel would have looked at in the last call. */
  int looked() {
    return looked;
  }

  /** As {@link PageWalk#place}. */
  long place(PageList list, int slot, int need, long alignment, long offset) {
    BlockIndex index = list.page(slot);
    int place =
        index.firstFit(need, (int) offset >> UNIT_SHIFT, (int) ((alignment - 1) >> UNIT_SHIFT));
    if (place == BlockIndex.NONE) {
      looked = index.count();
      list.lower(slot, index.mostUsable());
      return KernelAllocator.FAILED;
    }
    looked = place + 1;
    long page = index.base();
    long block = page + FreeBlockFormat.bytes(index.start(place));
    long aligned = ((block + offset + alignment - 1) & -alignment) - offset;
    int next = index.next(place);
    int available = index.size(place);
    int skipped = (int) ((aligned - block) >> UNIT_SHIFT);
    int start = index.start(place) + skipped;
    int before = place - 1;
    if (skipped > 0) {
      available -= skipped;
      format.write(aligned, available, next);
      format.write(block, skipped, start);
      index.set(place, start - skipped, skipped);
      before = place;
    }
    int rest = next;
    if (available > need) {
      rest = start + need;
      format.write(page + FreeBlockFormat.bytes(rest), available - need, next);
      if (skipped > 0) {
        index.insert(place + 1, rest, available - need);
      } else {
        index.set(place, rest, available - need);
      }
    } else if (skipped == 0) {
      index.remove(place);
    }
    if (before >= 0) {
      long previous = page + FreeBlockFormat.bytes(index.start(before));
      format.write(previous, index.size(before), rest);
    } else {
      index.setFreelist(page + FreeBlockFormat.bytes(rest));
    }
    list.blocks[slot] = index.count();
    return aligned;
  }

  /** As {@link PageWalk#insert}, or -1 if the block overlaps one that is free already. */
  int insert(PageList list, int slot, long block, int freed) {
    BlockIndex index = list.page(slot);
    long page = FreeBlockFormat.page(block);
    int start = (int) (block - page) >> UNIT_SHIFT;
    int place = index.rank(start);
    int next = place < index.count() ? index.start(place) : PAGE_UNITS;
    int before = place == 0 ? 0 : index.start(place - 1) + index.size(place - 1);
    if (before > start || start + freed > next) {
      return -1;
    }
    looked = place;
    int units = freed;
    boolean joinsNext = start + freed == next && place < index.count();
    if (joinsNext) {
      units += index.size(place);
      next = index.next(place);
    }
    format.write(block, units, next);
    if (place > 0 && before == start) {
      if (joinsNext) {
        index.remove(place);
      }
      start = index.start(place - 1);
      units += index.size(place - 1);
      index.set(place - 1, start, units);
      format.write(page + FreeBlockFormat.bytes(start), units, next);
    } else {
      if (joinsNext) {
        index.set(place, start, units);
      } else {
        index.insert(place, start, units);
      }
      if (place > 0) {
        long previous = page + FreeBlockFormat.bytes(index.start(place - 1));
        format.write(previous, index.size(place - 1), index.start(place));
      } else {
        index.setFreelist(block);
      }
    }
    list.blocks[slot] = index.count();
    return BlockIndex.usable(start, units);
  }
}
