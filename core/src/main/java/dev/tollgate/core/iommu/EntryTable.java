package dev.tollgate.core.iommu;

import static com.google.common.base.Preconditions.checkArgument;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * A translation table of equal entries, one behind the other in simulated memory.
 *
 * <p>The table is nothing but its bytes: whoever writes to that memory changes entries, and
 * whatever the memory held before is in the table until it is filled. An entry is read as a {@code
 * long}; entries of 4 bytes are zero-extended.
 */
public final class EntryTable {

  private final PhysicalMemory memory;
  private final long baseAddress;
  private final int entries;
  private final EntryFormat format;
  private final int shift;

  /**
   * Lays a table over memory, without changing a byte.
   *
   * @param baseAddress physical address of entry 0, a multiple of the entry's size
   * @param entries at least 1; all of them inside the memory
   */
  public EntryTable(PhysicalMemory memory, long baseAddress, int entries, EntryFormat format) {
    this.memory = memory;
    this.baseAddress = baseAddress;
    this.entries = entries;
    this.format = format;
    this.shift = Integer.numberOfTrailingZeros(format.bytes());
    checkArgument(entries >= 1, "a table has at least 1 entry, not %s", entries);
    checkArgument(
        baseAddress >= 0 && baseAddress % format.bytes() == 0,
        "table address 0x%s is no multiple of its entries' %s bytes",
        Long.toHexString(baseAddress),
        format.bytes());
    checkArgument(
        baseAddress <= memory.size() - bytes(),
        "a table of %s bytes at 0x%s does not fit into memory of %s bytes",
        bytes(),
        Long.toHexString(baseAddress),
        memory.size());
  }

  /**
   * Reads an entry.
   *
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; {@link #entries}
   */
  public long load(long index) {
    long address = addressOf(index);
    return switch (format) {
      case LONG_BIG_ENDIAN -> memory.readLongBigEndian(address);
      case LONG_LITTLE_ENDIAN -> memory.readLongLittleEndian(address);
      case INT_BIG_ENDIAN -> Integer.toUnsignedLong(memory.readIntBigEndian(address));
      case INT_LITTLE_ENDIAN -> Integer.toUnsignedLong(memory.readIntLittleEndian(address));
    };
  }

  /**
   * Writes an entry.
   *
   * @param value below 2³² if entries have 4 bytes
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; {@link #entries}
   */
  public void store(long index, long value) {
    long address = addressOf(index);
    switch (format) {
      case LONG_BIG_ENDIAN -> memory.writeLongBigEndian(address, value);
      case LONG_LITTLE_ENDIAN -> memory.writeLongLittleEndian(address, value);
      case INT_BIG_ENDIAN -> memory.writeIntBigEndian(address, toInt(value));
      case INT_LITTLE_ENDIAN -> memory.writeIntLittleEndian(address, toInt(value));
    }
  }

  /**
   * Writes an entry; answers the one that was there before.
   *
   * @param value below 2³² if entries have 4 bytes
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; {@link #entries}
   */
  public long exchange(long index, long value) {
    if (format == EntryFormat.INT_BIG_ENDIAN) {
      return Integer.toUnsignedLong(memory.exchangeIntBigEndian(addressOf(index), toInt(value)));
    }
    long before = load(index);
    store(index, value);
    return before;
  }

  private static int toInt(long value) {
    if (value >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException(
          "0x%x does not fit into an entry of 4 bytes".formatted(value));
    }
    return (int) value;
  }

  /**
   * Writes {@code value} to {@code count} entries from {@code first}.
   *
   * @throws IndexOutOfBoundsException if one of them is not in the table; then none was written
   */
  public void fill(long first, long count, long value) {
    checkRange(first, count);
    if (value == 0) {
      memory.fill(baseAddress + (first << shift), count << shift, (byte) 0);
      return;
    }
    for (long index = first; index < first + count; index++) {
      store(index, value);
    }
  }

  private void checkRange(long first, long count) {
    if (first < 0 || count < 0 || first > entries - count) {
      throw new IndexOutOfBoundsException(
          "%d entries from entry %d are not all in %s".formatted(count, first, this));
    }
  }

  /**
   * Physical byte address of an entry.
   *
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; {@link #entries}
   */
  public long addressOf(long index) {
    if (index < 0 || index >= entries) {
      throw new IndexOutOfBoundsException("entry %d is not in %s".formatted(index, this));
    }
    return baseAddress + (index << shift);
  }

  /** 64-bit FNV-1a digest of the table's bytes. */
  public long digest() {
    return memory.fnv1a(baseAddress, bytes());
  }

  /** Physical address of entry 0. */
  public long baseAddress() {
    return baseAddress;
  }

  /** Number of entries. */
  public int entries() {
    return entries;
  }

  /** Bytes of the table. */
  public long bytes() {
    return (long) entries << shift;
  }

  /** Width and byte order of entries. */
  public EntryFormat format() {
    return format;
  }

  @Override
  public String toString() {
    return "the table of %d entries at 0x%x".formatted(entries, baseAddress);
  }
}
