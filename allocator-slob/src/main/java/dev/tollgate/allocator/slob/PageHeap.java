package dev.tollgate.allocator.slob;

import static dev.tollgate.allocator.slob.FreeBlockFormat.PAGE_UNITS;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.Arrays;

/**
 * SLOB's heap of pages: three lists, for requests below 256 bytes, below 1024, and others; first
 * fit within a page, next fit over the pages of a list (mm/slob.c, slob_alloc and slob_free).
 *
 * <p>A request takes the first page of its list that has room for it, which then heads the list. If
 * no page has, a new one does. A page whose units are all free goes back at once.
 */
final class PageHeap {

  /** Lists by the size of requests, headers included: small, medium, large. */
  static final int LISTS = 3;

  private static final int SMALL_BELOW = 256;
  private static final int MEDIUM_BELOW = 1024;
  private static final int ALIGNED_UNITS = 8 >>> FreeBlockFormat.UNIT_SHIFT;

  /** More blocks than a page can have: a search that sees so many goes in circles. */
  private static final int MOST_BLOCKS = 1 << Short.SIZE;

  private final Generation generation;
  private final FreeBlockFormat format;
  private final PageFrames frames;
  private final HeldPages pages;
  private final SlobSteps steps;
  private final PageList[] lists = new PageList[LISTS];
  private final RequestClasses classes;

  private int walked;
  private long fullPages;

  PageHeap(
      Machine machine,
      Generation generation,
      PageFrames frames,
      HeldPages pages,
      SlobSteps steps,
      RequestClasses classes) {
    this.generation = generation;
    this.format = new FreeBlockFormat(machine.memory());
    this.frames = frames;
    this.pages = pages;
    this.steps = steps;
    this.classes = classes;
    for (int i = 0; i < LISTS; i++) {
      lists[i] = new PageList(i, frames);
    }
  }

  /** The list that serves requests of {@code bytes} bytes. */
  static int list(long bytes) {
    return bytes < SMALL_BELOW ? 0 : bytes < MEDIUM_BELOW ? 1 : 2;
  }

  PageList list(int index) {
    return lists[index];
  }

  FreeBlockFormat format() {
    return format;
  }

  /** Heap pages without free units. */
  long fullPages() {
    return fullPages;
  }

  /** Free units of the pages on a list. */
  long freeUnits(int index) {
    return Arrays.stream(lists[index].units).asLongStream().sum();
  }

  /** Free blocks of the pages on a list. */
  long freeBlocks(int index) {
    return Arrays.stream(lists[index].blocks).asLongStream().sum();
  }

  /** Bytes in the free blocks of all pages, read from the pages themselves. */
  long freeBytes() {
    long units = 0;
    for (PageList list : lists) {
      for (int slot = 0; slot < list.frame.length; slot++) {
        if (list.frame[slot] >= 0) {
          long block = list.freelist[slot];
          do {
            units += format.size(block);
            block = format.next(block);
          } while (!FreeBlockFormat.isEnd(block));
        }
      }
    }
    return units << FreeBlockFormat.UNIT_SHIFT;
  }

  /**
   * Takes a block.
   *
   * @param bytes size, header included, at most a page
   * @param alignment bytes, a power of two, at least 8
   * @param offset bytes behind the block's start that are to be aligned
   * @param requestClass bit of the request among {@link RequestClasses}, or 0
   * @return address, or {@link KernelAllocator#FAILED} if there is no page for it
   */
  long allocate(long bytes, long alignment, long offset, int requestClass) {
    int need = FreeBlockFormat.units(bytes);
    PageList list = lists[list(bytes)];
    steps.lock();
    for (int slot = list.search(PageList.NONE, need, requestClass);
        slot != PageList.NONE;
        slot = list.search(slot, need, requestClass)) {
      long block = place(list, slot, need, alignment, offset);
      if (block != KernelAllocator.FAILED) {
        list.tally(slot, need);
        steps.pages(list.talliedPages() + 1);
        steps.blocks(list.talliedBlocks() + walked);
        placed(list, slot);
        return block;
      }
      list.refused[slot] |= requestClass;
    }
    list.tally(PageList.NONE, need);
    steps.pages(list.talliedPages());
    steps.blocks(list.talliedBlocks());
    return allocateOnNewPage(list, need, alignment, offset);
  }

  private long allocateOnNewPage(PageList list, int need, long alignment, long offset) {
    long frame = pages.take(0);
    if (frame == PageAllocator.NO_FRAME) {
      return KernelAllocator.FAILED;
    }
    steps.lock();
    long base = frame << PhysicalMemory.FRAME_SHIFT;
    format.write(base, PAGE_UNITS, base + PhysicalMemory.FRAME_BYTES);
    int slot = list.addFirst((int) frame, base, PAGE_UNITS, PAGE_UNITS);
    long block = place(list, slot, need, alignment, offset);
    if (block == KernelAllocator.FAILED) {
      throw new IllegalStateException(
          "%d units aligned to %d bytes do not fit an empty page".formatted(need, alignment));
    }
    steps.blocks(walked);
    if (list.units[slot] == 0) {
      list.remove(slot);
      becomesFull(frame);
    }
    return block;
  }

  /** Brings a list in order after a request was met by the page in {@code slot}. */
  private void placed(PageList list, int slot) {
    if (list.units[slot] != 0) {
      list.rotateTo(slot);
      return;
    }
    if (generation.rotatesPastFullPages() && !list.isLast(slot)) {
      list.rotateTo(list.after(slot));
    }
    long frame = list.frame[slot];
    list.remove(slot);
    becomesFull(frame);
  }

  private void becomesFull(long frame) {
    frames.setFull(frame);
    fullPages++;
  }

  /** First fit within a page: the block's address, or {@link KernelAllocator#FAILED}. */
  private long place(PageList list, int slot, int need, long alignment, long offset) {
    long previous = 0;
    boolean hasPrevious = false;
    long block = list.freelist[slot];
    int largest = 0;
    for (walked = 1; ; walked++) {
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
          list.freelist[slot] = rest;
        }
        int left = list.units[slot] - need;
        list.units[slot] = left;
        list.fit[slot] = Math.min(list.fit[slot], left);
        return aligned;
      }
      largest = Math.max(largest, usable(block, available));
      if (FreeBlockFormat.isEnd(next)) {
        list.fit[slot] = largest;
        return KernelAllocator.FAILED;
      }
      if (walked == MOST_BLOCKS) {
        throw circular(block);
      }
      previous = block;
      hasPrevious = true;
      block = next;
    }
  }

  /** Units of a block behind its first address that 8 divides. */
  static int usable(long block, int units) {
    int skipped = -(int) (block >> FreeBlockFormat.UNIT_SHIFT) & (ALIGNED_UNITS - 1);
    return Math.max(0, units - skipped);
  }

  /** Gives back a block of {@code bytes} bytes that lies in a heap page. */
  void free(long block, long bytes) {
    long frame = block >> PhysicalMemory.FRAME_SHIFT;
    int state = frames.state(frame);
    int freed = FreeBlockFormat.units(bytes);
    steps.lock();
    if (!PageFrames.isListed(state)) {
      fullPages--;
      if (freed == PAGE_UNITS) {
        release(frame);
        return;
      }
      long end = FreeBlockFormat.page(block + FreeBlockFormat.bytes(PAGE_UNITS));
      format.write(block, freed, end);
      int index = generation.listsBySizeFreed() ? list(bytes) : 0;
      lists[index].addFirst((int) frame, block, freed, usable(block, freed));
      return;
    }
    PageList list = lists[PageFrames.list(state)];
    int slot = PageFrames.slot(state);
    if (list.units[slot] + freed == PAGE_UNITS) {
      list.remove(slot);
      release(frame);
      return;
    }
    list.units[slot] += freed;
    insert(list, slot, block, freed);
  }

  private void release(long frame) {
    frames.setNone(frame);
    pages.give(frame, 0);
  }

  /** Puts a block where its address belongs in a page's list, joined with its neighbours. */
  private void insert(PageList list, int slot, long block, int freed) {
    long start = block;
    int units = freed;
    long head = list.freelist[slot];
    if (block < head) {
      if (block + FreeBlockFormat.bytes(units) == head) {
        units += format.size(head);
        head = format.next(head);
        list.blocks[slot]--;
      }
      format.write(block, units, head);
      list.freelist[slot] = block;
    } else {
      long previous = head;
      long next = format.next(previous);
      int looked = 1;
      while (block > next) {
        previous = next;
        next = format.next(previous);
        if (++looked > MOST_BLOCKS) {
          throw circular(block);
        }
      }
      steps.blocks(looked);
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
    list.fit[slot] = Math.max(list.fit[slot], usable(start, units));
    list.refused[slot] &= ~classes.within(units);
  }

  private static IllegalStateException circular(long block) {
    return new IllegalStateException(
        "the freelist of frame %d goes in circles: the kernel would hang"
            .formatted(block >> PhysicalMemory.FRAME_SHIFT));
  }
}
