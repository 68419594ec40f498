package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The free blocks of a page as SLOB writes them into the page itself: little-endian signed 16-bit
 * numbers in units of 2 bytes (Linux 2.6.23 to 6.3, mm/slob.c).
 *
 * <p>A block of more than one unit holds its size and then the offset of the next block from the
 * page's first byte. A block of one unit has room for one number only: that offset, negated. The
 * last block's offset is that of the next page, 2048. Blocks are named by the address of their
 * first byte.
 */
final class FreeBlockFormat {

  /** log2 of the bytes in a unit. */
  static final int UNIT_SHIFT = 1;

  /** Units of a page. */
  static final int PAGE_UNITS = PhysicalMemory.FRAME_BYTES >>> UNIT_SHIFT;

  private static final long OFFSET_MASK = PhysicalMemory.FRAME_BYTES - 1;

  private final PhysicalMemory memory;

  FreeBlockFormat(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Units that {@code bytes} bytes take. */
  static int units(long bytes) {
    return (int) ((bytes + (1 << UNIT_SHIFT) - 1) >>> UNIT_SHIFT);
  }

  /** Bytes of {@code units} units. */
  static long bytes(int units) {
    return (long) units << UNIT_SHIFT;
  }

  /** Unit of its page that a block begins at. */
  static int offset(long block) {
    return (int) (block & OFFSET_MASK) >> UNIT_SHIFT;
  }

  /** First byte of the page that a block lies in. */
  static long page(long block) {
    return block & ~OFFSET_MASK;
  }

  /** Whether {@code next}, the successor of some block, says that there is none. */
  static boolean isEnd(long next) {
    return (next & OFFSET_MASK) == 0;
  }

  /** Units of a block behind its first address that 8 divides. */
  static int usable(long block, int units) {
    return BlockIndex.usable((int) (block >> UNIT_SHIFT), units);
  }

  /** The size of a block, in units. */
  int size(long block) {
    int size = memory.readShortLittleEndian(block);
    return size < 0 ? 1 : size;
  }

  /** The block after a block, or the page's end. */
  long next(long block) {
    int size = memory.readShortLittleEndian(block);
    int offset = size < 0 ? -size : memory.readShortLittleEndian(block + 2);
    return page(block) + bytes(offset);
  }

  /** Makes a block of {@code units} units whose successor is {@code next}. */
  void write(long block, int units, long next) {
    write(block, units, (int) ((next - page(block)) >> UNIT_SHIFT));
  }

  /** The same; the successor begins at unit {@code offset} of the page. */
  void write(long block, int units, int offset) {
    if (units > 1) {
      memory.writeIntLittleEndian(block, (offset << Short.SIZE) | (units & 0xffff));
    } else {
      memory.writeShortLittleEndian(block, (short) -offset);
    }
  }
}
