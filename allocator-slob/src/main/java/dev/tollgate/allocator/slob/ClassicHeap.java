package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.function.LongConsumer;

/**
 * The heap of the first SLOB: one circular list of all free blocks in the order of their addresses,
 * and a rover (Linux-tiny 2.6.5, mm/slob.c, slob_alloc and slob_free).
 *
 * <p>A free block holds its size in units of 8 bytes and a pointer to the next, both 32 bits,
 * little-endian; pointers are those of i386, where memory appears at 0xc0000000. The search begins
 * behind the rover and takes the first block that fits, its front; a search that comes back to the
 * rover adds one page. Blocks join across pages.
 *
 * <p>The head of the list is a variable of the kernel's, below the heap. The kernel counts it as a
 * block of one unit, and would hand it out to the first request of 8 bytes or fewer that meets it;
 * here it is looked at and passed by.
 */
final class ClassicHeap {

  /** log2 of the bytes in a unit. */
  static final int UNIT_SHIFT = 3;

  /** Bytes in a unit. */
  static final int UNIT = 1 << UNIT_SHIFT;

  /** The head of the list; no block lies next to it. */
  static final long HEAD = -PhysicalMemory.FRAME_BYTES;

  /** Frames that i386 keeps in its direct mapping: 896 MiB. */
  static final long MOST_FRAMES = 896L << 8;

  private static final long PAGE_OFFSET = 0xc000_0000L;
  private static final long UNSIGNED = 0xffff_ffffL;

  private final PhysicalMemory memory;
  private final HeldPages pages;
  private final SlobSteps steps;
  private final FrameTable heapFrames;
  private long headNext = HEAD;
  private long rover = HEAD;
  private long freeBlocks;
  private long heapPages;

  ClassicHeap(Machine machine, HeldPages pages, SlobSteps steps) {
    this.memory = machine.memory();
    this.pages = pages;
    this.steps = steps;
    this.heapFrames = new FrameTable(machine.profile().pageFrames());
  }

  /** Units that {@code bytes} bytes take. */
  static long units(long bytes) {
    return (bytes + UNIT - 1) >>> UNIT_SHIFT;
  }

  /** A physical address as the kernel's pointers have it. */
  static int pointer(long address) {
    return (int) (address + PAGE_OFFSET);
  }

  /** The physical address that one of the kernel's pointers means. */
  static long address(int pointer) {
    return (pointer & UNSIGNED) - PAGE_OFFSET;
  }

  /** The block after a block, or {@link #HEAD}. */
  long next(long block) {
    return block == HEAD ? headNext : address(memory.readIntLittleEndian(block + 4));
  }

  /** Units of a block, free or not. */
  long size(long block) {
    return block == HEAD ? 1 : memory.readIntLittleEndian(block);
  }

  private void setNext(long block, long next) {
    if (block == HEAD) {
      headNext = next;
    } else {
      memory.writeIntLittleEndian(block + 4, pointer(next));
    }
  }

  private void setSize(long block, long units) {
    memory.writeIntLittleEndian(block, (int) units);
  }

  /**
   * Takes a block.
   *
   * @param bytes size, header included, at most a page
   * @param alignment bytes, a power of two, or 0
   * @return address, or {@link KernelAllocator#FAILED} if there is no page for it
   */
  long allocate(long bytes, long alignment) {
    long need = units(bytes);
    steps.lock();
    long looked = 0;
    long bound = freeBlocks + 2;
    long previous = rover;
    for (long block = next(previous); ; block = next(previous)) {
      requireFinite(++looked, 2 * bound, block);
      long aligned = alignment == 0 ? block : (block + alignment - 1) & -alignment;
      if (block != HEAD && size(block) >= need + ((aligned - block) >> UNIT_SHIFT)) {
        steps.blocks(looked);
        take(previous, block, aligned, need);
        return aligned;
      }
      previous = block;
      if (block == rover) {
        if (bytes == PhysicalMemory.FRAME_BYTES || !grow()) {
          steps.blocks(looked);
          return KernelAllocator.FAILED;
        }
        previous = rover;
      }
    }
  }

  /** Cuts {@code need} units out of a block from {@code aligned} on; the rover stands before it. */
  private void take(long predecessor, long block, long aligned, long need) {
    long previous = predecessor;
    long next = next(block);
    long units = size(block);
    if (aligned != block) {
      long skipped = (aligned - block) >> UNIT_SHIFT;
      setSize(block, skipped);
      setNext(block, aligned);
      freeBlocks++;
      previous = block;
      units -= skipped;
    }
    if (units == need) {
      setNext(previous, next);
      freeBlocks--;
    } else {
      long rest = aligned + (need << UNIT_SHIFT);
      setSize(rest, units - need);
      setNext(rest, next);
      setNext(previous, rest);
    }
    setSize(aligned, need);
    rover = previous;
  }

  private boolean grow() {
    long frame = pages.take(0);
    if (frame == PageAllocator.NO_FRAME) {
      return false;
    }
    heapPages++;
    heapFrames.set(frame, 1);
    free(frame << PhysicalMemory.FRAME_SHIFT, PhysicalMemory.FRAME_BYTES);
    steps.lock();
    return true;
  }

  /**
   * Puts a block back where its address belongs, joined with its neighbours.
   *
   * @param bytes its size, or 0 to believe the header
   */
  void free(long block, long bytes) {
    if (bytes > 0) {
      setSize(block, units(bytes));
    }
    steps.lock();
    long looked = 1;
    long current = rover;
    long next = next(current);
    while (!(block > current && block < next)
        && !(current >= next && (block > current || block < next))) {
      current = next;
      next = next(current);
      requireFinite(++looked, freeBlocks + 2, block);
    }
    steps.blocks(looked);
    freeBlocks++;
    long units = size(block);
    if (block + (units << UNIT_SHIFT) == next) {
      setSize(block, units + size(next));
      setNext(block, next(next));
      freeBlocks--;
    } else {
      setNext(block, next);
    }
    if (current + (size(current) << UNIT_SHIFT) == block) {
      setSize(current, size(current) + size(block));
      setNext(current, next(block));
      freeBlocks--;
    } else {
      setNext(current, block);
    }
    rover = current;
  }

  /**
   * Looks for one wholly free page and gives it back, as the kernel's timer does once a second.
   *
   * @return whether there was one
   */
  boolean shrink() {
    long block = allocate(PhysicalMemory.FRAME_BYTES, PhysicalMemory.FRAME_BYTES);
    if (block == KernelAllocator.FAILED) {
      return false;
    }
    long frame = block >> PhysicalMemory.FRAME_SHIFT;
    heapFrames.set(frame, 0);
    heapPages--;
    pages.give(frame, 0);
    return true;
  }

  /** Whether an address lies in one of the heap's pages. */
  boolean holds(long address) {
    return heapFrames.get(address >> PhysicalMemory.FRAME_SHIFT) != 0;
  }

  /** Tells {@code visitor} of every frame of the heap. */
  void forEachFrame(LongConsumer visitor) {
    heapFrames.forEach((frame, value) -> visitor.accept(frame));
  }

  long freeBlocks() {
    return freeBlocks;
  }

  /** Units in free blocks, read from the blocks. */
  long freeUnits() {
    long units = 0;
    for (long block = headNext; block != HEAD; block = next(block)) {
      units += size(block);
    }
    return units;
  }

  long heapPages() {
    return heapPages;
  }

  private static void requireFinite(long looked, long bound, long block) {
    if (looked > bound) {
      throw new IllegalStateException(
          "the list of free blocks goes in circles at 0x%x: the kernel would hang"
              .formatted(block));
    }
  }
}
