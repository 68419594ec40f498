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

  private final Generation generation;
  private final FreeBlockFormat format;
  private final PageFrames frames;
  private final HeldPages pages;
  private final SlobSteps steps;
  private final PageList[] lists = new PageList[LISTS];
  private final RequestClasses classes;

  private final PhysicalMemory memory;
  private final PageIndex index;
  private final PageWalk walk;
  private final PageSearch search = new PageSearch();

  /** Times that others were found to have written to memory. */
  private long time;

  /** Writes to memory when SLOB last returned. */
  private long writes;

  private int looked;
  private long fullPages;

  PageHeap(
      Machine machine,
      Generation generation,
      PageFrames frames,
      HeldPages pages,
      SlobSteps steps,
      RequestClasses classes) {
    this.generation = generation;
    this.memory = machine.memory();
    this.format = new FreeBlockFormat(memory);
    this.index = new PageIndex(format);
    this.walk = new PageWalk(format);
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
      int slot = list.first();
      for (int i = 0; i < list.count(); i++, slot = list.after(slot)) {
        long block = list.page(slot).freelist();
        do {
          units += format.size(block);
          block = format.next(block);
        } while (!FreeBlockFormat.isEnd(block));
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
    noticeWrites();
    long block = search(bytes, alignment, offset, requestClass);
    writes = memory.writes();
    return block;
  }

  private long search(long bytes, long alignment, long offset, int requestClass) {
    int need = FreeBlockFormat.units(bytes);
    PageList list = lists[list(bytes)];
    steps.lock();
    PageSearch search = this.search;
    for (int slot = search.first(list, need, requestClass);
        slot != PageList.NONE;
        slot = search.next(list, slot, need, requestClass)) {
      long block = place(list, slot, need, alignment, offset);
      if (block != KernelAllocator.FAILED) {
        steps.pages(search.pages() + 1);
        steps.blocks(search.blocks() + looked);
        placed(list, slot);
        return block;
      }
      list.refused[slot] |= requestClass;
    }
    steps.pages(search.pages());
    steps.blocks(search.blocks());
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
    int slot = list.addFirst((int) frame, base, PAGE_UNITS, time);
    long block = place(list, slot, need, alignment, offset);
    if (block == KernelAllocator.FAILED) {
      throw new IllegalStateException(
          "%d units aligned to %d bytes do not fit an empty page".formatted(need, alignment));
    }
    steps.blocks(looked);
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
    long frame = list.page(slot).frame();
    list.remove(slot);
    becomesFull(frame);
  }

  private void becomesFull(long frame) {
    frames.setFull(frame);
    fullPages++;
  }

  /** First fit within a page: the block's address, or {@link KernelAllocator#FAILED}. */
  private long place(PageList list, int slot, int need, long alignment, long offset) {
    long block;
    if (isInOrder(list, slot)) {
      block = index.place(list, slot, need, alignment, offset);
      looked = index.looked();
    } else {
      block = walk.place(list, slot, need, alignment, offset);
      looked = walk.looked();
    }
    if (block != KernelAllocator.FAILED) {
      int left = list.units[slot] - need;
      list.units[slot] = left;
      list.lower(slot, list.fit[slot]);
    }
    return block;
  }

  /** Whether a page's index may be used. */
  private boolean isInOrder(PageList list, int slot) {
    BlockIndex known = list.page(slot);
    return known.isTrueAt(time) || known.read(format, time);
  }

  /** Gives back a block of {@code bytes} bytes that lies in a heap page. */
  void free(long block, long bytes) {
    noticeWrites();
    give(block, bytes);
    writes = memory.writes();
  }

  private void give(long block, long bytes) {
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
      int to = generation.listsBySizeFreed() ? list(bytes) : 0;
      lists[to].addFirst((int) frame, block, freed, time);
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

  private void insert(PageList list, int slot, long block, int freed) {
    int usable = isInOrder(list, slot) ? index.insert(list, slot, block, freed) : -1;
    if (usable >= 0) {
      steps.blocks(index.looked());
    } else {
      list.page(slot).distrust();
      usable = walk.insert(list, slot, block, freed);
      steps.blocks(walk.looked());
    }
    list.raise(slot, usable);
    list.refused[slot] &= ~classes.within(usable);
  }

  /** Writes four bytes of a live object's own: its header or footer. */
  void write(long address, int value) {
    noticeWrites();
    memory.writeIntLittleEndian(address, value);
    writes = memory.writes();
  }

  /**
   * Moves on to another time if anybody else has written to memory since: any of its bytes may then
   * be other than SLOB left them.
   */
  private void noticeWrites() {
    if (memory.writes() != writes) {
      time++;
    }
  }
}
