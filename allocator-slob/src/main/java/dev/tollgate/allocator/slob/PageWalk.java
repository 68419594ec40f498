package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;

/**
 * The ways into and out of a page's list that follow the list itself from block to block, as the
 * kernel does (mm/slob.c, slob_page_alloc and slob_free), wherever it leads.
 *
 * <p>Used for pages whose list is no longer in order: a block was freed twice, or a device wrote
 * over one. {@link PageIndex} does the same for all others.
 */
final class PageWalk {

  /** More blocks than a page can have: a search that sees so many goes in circles. */
  private static final int MOST_BLOCKS = 1 << Short.SIZE;

  private final FreeBlockFormat format;
  private int looked;

  PageWalk(FreeBlockFormat format) {
    this.format = format;
  }

  /** Blocks looked at by the last call. */
  int looked() {
    return looked;
  }

  /**
   * First fit: the block's address, or {@link KernelAllocator#FAILED}.
   *
   * @param offset bytes behind the block's start that are to be aligned
   */
  long place(PageList list, int slot, int need, long alignment, long offset) {
    long previous = 0;
    boolean hasPrevious = false;
    BlockIndex page = list.page(slot);
    long block = page.freelist();
    int largest = 0;
    for (looked = 1; ; looked++) {
      int available = format.size(block);
      long next = format.next(block);
      long aligned = ((block + offset + alignment - 1) & -alignment) - offset;
      int skipped = (int) ((aligned - block) >> FreeBlockFormat.UNIT_SHIFT);
      if (available >= need + skipped) {
        if (skipped > 0) {
          format.write(aligned, available - skipped, next);
          format.write(block, skipped, aligned);
          list.blocks[slot]++;
          previous = block;
          hasPrevious = true;
          available -= skipped;
        }
        long rest = next;
        if (available > need) {
          rest = aligned + FreeBlockFormat.bytes(need);
          format.write(rest, available - need, next);
        } else {
          list.blocks[slot]--;
        }
        if (hasPrevious) {
          format.write(previous, format.size(previous), rest);
        } else {
          page.setFreelist(rest);
        }
        return aligned;
      }
      largest = Math.max(largest, FreeBlockFormat.usable(block, available));
      if (FreeBlockFormat.isEnd(next)) {
        list.lower(slot, largest);
        return KernelAllocator.FAILED;
      }
      requireFinite(block);
      previous = block;
      hasPrevious = true;
      block = next;
    }
  }

  /**
   * Puts a block where its address belongs, joined with its neighbours.
   *
   * @return most units that an aligned request could get out of what it became
   */
  int insert(PageList list, int slot, long block, int freed) {
    looked = 0;
    long start = block;
    int units = freed;
    BlockIndex page = list.page(slot);
    long head = page.freelist();
    if (block < head) {
      if (block + FreeBlockFormat.bytes(units) == head) {
        units += format.size(head);
        head = format.next(head);
        list.blocks[slot]--;
      }
      format.write(block, units, head);
      page.setFreelist(block);
    } else {
      long previous = head;
      long next = format.next(previous);
      for (looked = 1; block > next; looked++) {
        previous = next;
        next = format.next(previous);
        requireFinite(block);
      }
      if (!FreeBlockFormat.isEnd(next) && block + FreeBlockFormat.bytes(units) == next) {
        units += format.size(next);
        next = format.next(next);
        list.blocks[slot]--;
      }
      format.write(block, units, next);
      int before = format.size(previous);
      if (previous + FreeBlockFormat.bytes(before) == block) {
        units += before;
        start = previous;
        list.blocks[slot]--;
        format.write(previous, units, next);
      } else {
        format.write(previous, before, block);
      }
    }
    list.blocks[slot]++;
    return FreeBlockFormat.usable(start, units);
  }

  private void requireFinite(long block) {
    if (looked >= MOST_BLOCKS) {
      throw new IllegalStateException(
          "the freelist of frame %d goes in circles: the kernel would hang"
              .formatted(block >> PhysicalMemory.FRAME_SHIFT));
    }
  }
}
