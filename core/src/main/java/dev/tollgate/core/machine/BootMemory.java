package dev.tollgate.core.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Memory before the page allocator exists: what there is, what is taken, and by whom.
 *
 * <p>Follows Linux's memblock (mm/memblock.c): sorted arrays of the memory present and of the
 * memory reserved; an allocation takes the highest aligned address that fits, never in frame 0; at
 * the end all free whole frames go to the page allocator, which then takes over for good.
 */
public final class BootMemory {

  /** What {@link #allocate} answers when nothing fits. */
  public static final long NO_ADDRESS = -1;

  private final RegionSet present = new RegionSet();
  private final RegionSet reserved = new RegionSet();
  private final List<BootClaim> claims = new ArrayList<>();
  private boolean handedOver;

  /** Adds memory that the firmware reports as present. */
  public void add(long address, long bytes) {
    checkOpen();
    MemoryRange range = new MemoryRange(address, bytes);
    present.add(range.address(), range.end());
  }

  /**
   * Takes the bytes of a range, whether memory is present there or not, and whether parts of it are
   * taken already or not, as for a kernel image or a firmware table.
   */
  public void reserve(String owner, long address, long bytes) {
    checkOpen();
    MemoryRange range = new MemoryRange(address, bytes);
    reserved.add(range.address(), range.end());
    claims.add(new BootClaim(owner, address, bytes));
  }

  /**
   * Takes the highest free bytes that fit.
   *
   * @param owner who asks, for {@link #claims}
   * @param bytes how many, at least 1; not rounded up
   * @param alignment of the address, in bytes, a power of two
   * @param belowAddress no byte at or above it is taken; {@link Long#MAX_VALUE} for no limit
   * @return address of the first byte, or {@link #NO_ADDRESS} if nothing fits
   */
  public long allocate(String owner, long bytes, long alignment, long belowAddress) {
    checkOpen();
    if (bytes < 1 || Long.bitCount(alignment) != 1 || alignment < 1) {
      throw new IllegalArgumentException(
          "%s asks for %d bytes aligned to %d".formatted(owner, bytes, alignment));
    }
    for (int i = present.count() - 1; i >= 0; i--) {
      long low = Math.max(present.start(i), PhysicalMemory.FRAME_BYTES);
      long high = Math.min(present.end(i), belowAddress);
      long address = highestFit(low, high, bytes, alignment);
      if (address != NO_ADDRESS) {
        reserved.add(address, address + bytes);
        claims.add(new BootClaim(owner, address, bytes));
        return address;
      }
    }
    return NO_ADDRESS;
  }

  private long highestFit(long low, long high, long bytes, long alignment) {
    long end = high;
    while (end >= low && bytes <= end - low) {
      long address = (end - bytes) & -alignment;
      if (address < low) {
        return NO_ADDRESS;
      }
      int obstacle = reserved.indexOfIntersecting(address, address + bytes);
      if (obstacle < 0) {
        return address;
      }
      end = reserved.start(obstacle);
    }
    return NO_ADDRESS;
  }

  /**
   * Gives bytes back; the claim stays in the audit list, which is a history.
   *
   * @throws IllegalStateException if any of them is not taken
   */
  public void free(long address, long bytes) {
    checkOpen();
    MemoryRange range = new MemoryRange(address, bytes);
    if (!reserved.contains(range.address(), range.end())) {
      throw new IllegalStateException(
          "boot memory: %d bytes at 0x%x are freed but not all taken".formatted(bytes, address));
    }
    reserved.remove(range.address(), range.end());
  }

  /** The audit list: every claim in the order they were made. */
  public List<BootClaim> claims() {
    return Collections.unmodifiableList(claims);
  }

  /** Bytes of memory present. */
  public long presentBytes() {
    return present.total();
  }

  /** Bytes taken, those where no memory is present included. */
  public long reservedBytes() {
    return reserved.total();
  }

  /** Memory present and not taken, lowest address first. */
  public List<MemoryRange> freeRanges() {
    RegionSet free = new RegionSet();
    for (int i = 0; i < present.count(); i++) {
      free.add(present.start(i), present.end(i));
    }
    for (int i = 0; i < reserved.count(); i++) {
      free.remove(reserved.start(i), reserved.end(i));
    }
    List<MemoryRange> ranges = new ArrayList<>();
    for (int i = 0; i < free.count(); i++) {
      ranges.add(new MemoryRange(free.start(i), free.end(i) - free.start(i)));
    }
    return ranges;
  }

  /**
   * Hands every whole free frame to {@code pages} and closes this memory: all later changes fail.
   * Bytes of frames that are partly taken stay with nobody.
   *
   * @return frames handed over
   */
  public long handOver(PageAllocator pages) {
    checkOpen();
    handedOver = true;
    long frames = 0;
    for (MemoryRange range : freeRanges()) {
      long first =
          (range.address() + PhysicalMemory.FRAME_BYTES - 1) >>> PhysicalMemory.FRAME_SHIFT;
      long end = range.end() >>> PhysicalMemory.FRAME_SHIFT;
      if (first < end) {
        pages.release(first, end - first);
        frames += end - first;
      }
    }
    return frames;
  }

  private void checkOpen() {
    if (handedOver) {
      throw new IllegalStateException("boot memory was handed over to the page allocator");
    }
  }
}
