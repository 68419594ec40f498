package dev.tollgate.core.dma;

import java.util.Arrays;

/**
 * A reusable list of buffer segments for scatter-gather DMA: physical start, length in bytes, and,
 * once mapped, bus address of each.
 */
public final class ScatterList {

  private long[] physical = new long[16];
  private long[] sizes = new long[16];
  private long[] bus = new long[16];
  private int length;

  /** Empties the list; its memory is kept. */
  public void clear() {
    length = 0;
  }

  /** Appends {@code size} bytes at {@code address}. */
  public void add(long address, long size) {
    if (length == physical.length) {
      physical = Arrays.copyOf(physical, 2 * length);
      sizes = Arrays.copyOf(sizes, 2 * length);
      bus = Arrays.copyOf(bus, 2 * length);
    }
    physical[length] = address;
    sizes[length] = size;
    bus[length] = DmaMapOperations.MAPPING_ERROR;
    length++;
  }

  /** Number of segments. */
  public int length() {
    return length;
  }

  /** Bytes in all segments. */
  public long bytes() {
    long bytes = 0;
    for (int i = 0; i < length; i++) {
      bytes += sizes[i];
    }
    return bytes;
  }

  /** First physical byte of segment {@code index}. */
  public long physical(int index) {
    return physical[check(index)];
  }

  /** Bytes in segment {@code index}. */
  public long size(int index) {
    return sizes[check(index)];
  }

  /**
   * Bus address of segment {@code index}, or {@link DmaMapOperations#MAPPING_ERROR} if unmapped.
   */
  public long busAddress(int index) {
    return bus[check(index)];
  }

  /** Records where segment {@code index} was mapped. */
  public void placeAt(int index, long busAddress) {
    bus[check(index)] = busAddress;
  }

  private int check(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("segment " + index + " of " + length);
    }
    return index;
  }
}
