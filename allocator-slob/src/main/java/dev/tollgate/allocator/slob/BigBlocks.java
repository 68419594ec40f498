package dev.tollgate.allocator.slob;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;

/**
 * The unordered list of blocks of pages of the first SLOB: each has a record of 12 bytes in the
 * heap (order, pointer to the pages, pointer to the next record), searched from the newest.
 */
final class BigBlocks {

  /** Bytes of a record; it takes two units. */
  static final int RECORD = 12;

  /** No such block. */
  static final int NONE = -1;

  private static final int PAGES = 4;
  private static final int NEXT = 8;
  private static final long END = ClassicHeap.address(0);

  private final PhysicalMemory memory;
  private final ClassicHeap heap;
  private final HeldPages pages;
  private final SlobSteps steps;
  private long newest = END;
  private long count;
  private long wholePages;

  BigBlocks(PhysicalMemory memory, ClassicHeap heap, HeldPages pages, SlobSteps steps) {
    this.memory = memory;
    this.heap = heap;
    this.pages = pages;
    this.steps = steps;
  }

  /** Takes 2<sup>order</sup> frames; their address or {@link KernelAllocator#FAILED}. */
  long allocate(int order) {
    long bigBlock = heap.allocate(RECORD, 0);
    if (bigBlock == KernelAllocator.FAILED) {
      return KernelAllocator.FAILED;
    }
    long frame = pages.take(order);
    if (frame == PageAllocator.NO_FRAME) {
      heap.free(bigBlock, RECORD);
      return KernelAllocator.FAILED;
    }
    long address = frame << PhysicalMemory.FRAME_SHIFT;
    memory.writeIntLittleEndian(bigBlock, order);
    memory.writeIntLittleEndian(bigBlock + PAGES, ClassicHeap.pointer(address));
    memory.writeIntLittleEndian(bigBlock + NEXT, ClassicHeap.pointer(newest));
    newest = bigBlock;
    count++;
    wholePages += 1L << order;
    return address;
  }

  /** Gives back the block at an address; its order, or {@link #NONE} if no record names it. */
  int free(long address) {
    long previous = END;
    long looked = 0;
    for (long record = newest; record != END; record = next(record)) {
      requireFinite(++looked);
      if (pagesOf(record) == address) {
        steps.bigBlocks(looked);
        int order = memory.readIntLittleEndian(record);
        if (previous == END) {
          newest = next(record);
        } else {
          memory.writeIntLittleEndian(previous + NEXT, ClassicHeap.pointer(next(record)));
        }
        count--;
        wholePages -= 1L << order;
        pages.give(address >> PhysicalMemory.FRAME_SHIFT, order);
        heap.free(record, RECORD);
        return order;
      }
      previous = record;
    }
    steps.bigBlocks(looked);
    return NONE;
  }

  /** Order of the block at an address, or {@link #NONE} if no record names it; books the search. */
  int order(long address) {
    long looked = 0;
    int order = NONE;
    for (long record = newest; record != END && order == NONE; record = next(record)) {
      requireFinite(++looked);
      order = orderIf(record, address);
    }
    steps.bigBlocks(looked);
    return order;
  }

  /** The same for somebody who looks on: nothing is booked. */
  int observedOrder(long address) {
    int order = NONE;
    long looked = 0;
    for (long record = newest; record != END && order == NONE; record = next(record)) {
      requireFinite(++looked);
      order = orderIf(record, address);
    }
    return order;
  }

  private int orderIf(long record, long address) {
    return pagesOf(record) == address ? memory.readIntLittleEndian(record) : NONE;
  }

  /** Marks the frames of all blocks, and their records. */
  void mark(PageMap map, MarkedPages marked) {
    long looked = 0;
    for (long record = newest; record != END; record = next(record)) {
      requireFinite(++looked);
      int order = memory.readIntLittleEndian(record);
      marked.block(pagesOf(record) >> PhysicalMemory.FRAME_SHIFT, order);
      map.metadata(record, ClassicHeap.units(RECORD) << ClassicHeap.UNIT_SHIFT);
    }
  }

  /** Marks the records that lie in a frame; those elsewhere do not count there. */
  void mark(FrameMarks marks) {
    long looked = 0;
    for (long record = newest; record != END; record = next(record)) {
      requireFinite(++looked);
      marks.metadata(record, ClassicHeap.units(RECORD) << ClassicHeap.UNIT_SHIFT);
    }
  }

  /** Blocks held. */
  long count() {
    return count;
  }

  /** Frames of all blocks. */
  long wholePages() {
    return wholePages;
  }

  private long pagesOf(long record) {
    return ClassicHeap.address(memory.readIntLittleEndian(record + PAGES));
  }

  private long next(long record) {
    return ClassicHeap.address(memory.readIntLittleEndian(record + NEXT));
  }

  private void requireFinite(long looked) {
    if (looked > count) {
      throw new IllegalStateException(
          "the list of big blocks goes in circles: the kernel would hang");
    }
  }
}
