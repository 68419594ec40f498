package dev.tollgate.core.machine;

/**
 * Consecutive bytes of physical memory.
 *
 * @param address first byte
 * @param bytes how many, at least 1
 */
public record MemoryRange(long address, long bytes) {

  /** Checks that the range has bytes and ends within 63 bits. */
  public MemoryRange {
    if (address < 0 || bytes < 1 || bytes > Long.MAX_VALUE - address) {
      throw new IllegalArgumentException(
          "no range of memory: %d bytes at 0x%x".formatted(bytes, address));
    }
  }

  /** Address after the last byte. */
  public long end() {
    return address + bytes;
  }
}
