package dev.tollgate.allocator.slob;

import static dev.tollgate.allocator.slob.FreeBlockFormat.PAGE_UNITS;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;

/**
 * A page on a list, and its free blocks in the order of their addresses: what the page's own list
 * says, kept side by side, so that a search runs over consecutive ints where the kernel follows
 * offsets. A block's place in it is the number of blocks that the kernel looks at before.
 *
 * <p>Blocks are named by the unit they begin at. The index is true as long as nobody but SLOB
 * writes to memory; {@link #read} makes it so again, or finds that no index could be.
 */
final class BlockIndex {

  /** No block. */
  static final int NONE = -1;

  private static final int START_SHIFT = 16;
  private static final int SIZE_MASK = (1 << START_SHIFT) - 1;
  private static final long NEVER = -1;

  /** Units from one multiple of 8 bytes to the next. */
  private static final int ALIGNED_UNITS = 8 >>> FreeBlockFormat.UNIT_SHIFT;

  private int frame = NONE;

  /** Address of the first free block, as {@code struct page} has it. */
  private long freelist;

  private int[] blocks = new int[16];
  private int count;
  private long trueAt = NEVER;

  private static int block(int start, int size) {
    return start << START_SHIFT | size;
  }

  /** Makes it that of a page with one free block, which begins at an address. */
  void begin(int pageFrame, long block, int size, long time) {
    frame = pageFrame;
    freelist = block;
    blocks[0] = block(FreeBlockFormat.offset(block), size);
    count = 1;
    trueAt = time;
  }

  /** Frame of the page. */
  int frame() {
    return frame;
  }

  /** Address of the page's first byte. */
  long base() {
    return (long) frame << PhysicalMemory.FRAME_SHIFT;
  }

  /** Address of the first free block, as the page's own list begins. */
  long freelist() {
    return freelist;
  }

  /** Lets the page's own list begin with another block. */
  void setFreelist(long block) {
    freelist = block;
  }

  /** Whether it is true at a time, as {@link PageHeap} counts it. */
  boolean isTrueAt(long time) {
    return trueAt == time;
  }

  /** Notes that the page's list no longer is a list that an index could stand for. */
  void distrust() {
    trueAt = NEVER;
  }

  /**
   * Reads the page's own list.
   *
   * @return false if the blocks do not stand in order, apart from each other, inside the page
   */
  boolean read(FreeBlockFormat format, long time) {
    trueAt = NEVER;
    count = 0;
    long page = base();
    int end = 0;
    for (long at = freelist; ; at = format.next(at)) {
      if (FreeBlockFormat.isEnd(at) && count > 0) {
        trueAt = at == page + FreeBlockFormat.bytes(PAGE_UNITS) ? time : NEVER;
        return trueAt == time;
      }
      int start = (int) ((at - page) >> FreeBlockFormat.UNIT_SHIFT);
      int size = format.size(at);
      if (at < page || start < end || size < 1 || start + size > PAGE_UNITS) {
        return false;
      }
      insert(count, start, size);
      end = start + size;
    }
  }

  int count() {
    return count;
  }

  /** Unit that a block begins at. */
  int start(int place) {
    return blocks[place] >>> START_SHIFT;
  }

  /** Units of a block. */
  int size(int place) {
    return blocks[place] & SIZE_MASK;
  }

  /** Unit that the block after a block begins at; the page's end after the last. */
  int next(int place) {
    return place + 1 < count ? start(place + 1) : PAGE_UNITS;
  }

  /**
   * The first block with room for {@code need} units, or {@link #NONE}.
   *
   * @param offset units behind the block's start that are to be aligned
   * @param mask units of the alignment, less 1
   */
  int firstFit(int need, int offset, int mask) {
    int[] all = blocks;
    int end = count;
    for (int place = 0; place < end; place++) {
      int block = all[place];
      int skipped = -((block >>> START_SHIFT) + offset) & mask;
      if ((block & SIZE_MASK) - skipped >= need) {
        return place;
      }
    }
    return NONE;
  }

  /** Most units of a block behind its first multiple of 8 bytes. */
  int mostUsable() {
    int most = 0;
    for (int place = 0; place < count; place++) {
      most = Math.max(most, usable(start(place), size(place)));
    }
    return most;
  }

  /** Units of a block behind its first multiple of 8 bytes. */
  static int usable(int start, int units) {
    return Math.max(0, units - (-start & (ALIGNED_UNITS - 1)));
  }

  /** Blocks that begin before a unit. */
  int rank(int start) {
    int[] all = blocks;
    int end = count;
    int key = start << START_SHIFT;
    int before = 0;
    for (int place = 0; place < end; place++) {
      before += (all[place] - key) >>> 31;
    }
    return before;
  }

  /** Gives the block at a place another start and size. */
  void set(int place, int start, int size) {
    blocks[place] = block(start, size);
  }

  /** Puts a block in at a place. */
  void insert(int place, int start, int size) {
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * count);
    }
    System.arraycopy(blocks, place, blocks, place + 1, count - place);
    blocks[place] = block(start, size);
    count++;
  }

  /** Takes the block at a place out. */
  void remove(int place) {
    count--;
    System.arraycopy(blocks, place + 1, blocks, place, count - place);
  }
}
