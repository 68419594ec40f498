package dev.tollgate.core.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The memory of one machine: bytes at physical addresses 0 to {@link #size()} − 1.
 *
 * <p>All bytes are 0 at first. Memory is sparse: storage is taken in chunks of 2 MiB at the first
 * write into each, reads of untouched memory take none, so a machine of many terabytes costs what
 * its run touches. Every access may be unaligned and may cross frames and chunks; it happens whole
 * or not at all. Any access that leaves the memory throws {@link BusErrorException}.
 *
 * <p>Not safe for use by several threads.
 */
public final class PhysicalMemory {

  /** log2 of {@link #FRAME_BYTES}. */
  public static final int FRAME_SHIFT = 12;

  /** Bytes of a page frame. */
  public static final int FRAME_BYTES = 1 << FRAME_SHIFT;

  /** Most bytes a memory can have: the 52 bits of physical address that x86-64 defines. */
  public static final long MAX_BYTES = 1L << 52;

  private static final VarHandle SHORT_BIG =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long size;
  private final SparseBytes bytes;

  private long writes;

  /**
   * A memory of {@code size} bytes, all 0.
   *
   * @throws IllegalArgumentException unless 1 ≤ size ≤ {@link #MAX_BYTES}
   */
  public PhysicalMemory(long size) {
    if (size < 1 || size > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a memory has 1 to %d bytes, not %d".formatted(MAX_BYTES, size));
    }
    this.size = size;
    this.bytes = new SparseBytes(size);
  }

  /** Bytes of memory. */
  public long size() {
    return size;
  }

  /** Bytes of host storage taken so far: the chunks written to, each counted whole. */
  public long touchedBytes() {
    return bytes.touchedBytes();
  }

  /**
   * Calls so far that wrote, each counted at least once. A model that keeps an index of what it
   * wrote sees from it whether anybody else may have written since.
   */
  public long writes() {
    return writes;
  }

  /** Reads the byte at {@code address}. */
  public byte readByte(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at < chunk.length ? chunk[at] : (byte) readAside(address, Byte.BYTES, true);
  }

  /** Writes the byte at {@code address}. */
  public void writeByte(long address, byte value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at < chunk.length) {
      chunk[at] = value;
    } else {
      writeAside(address, Byte.BYTES, true, value);
    }
  }

  /** Reads the 16-bit big-endian value at {@code address}, aligned or not. */
  public short readShortBigEndian(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at <= chunk.length - Short.BYTES
        ? (short) SHORT_BIG.get(chunk, at)
        : (short) readAside(address, Short.BYTES, true);
  }

  /** Writes {@code value} as 16-bit big-endian at {@code address}, aligned or not. */
  public void writeShortBigEndian(long address, short value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Short.BYTES) {
      SHORT_BIG.set(chunk, at, value);
    } else {
      writeAside(address, Short.BYTES, true, value);
    }
  }

  /** Reads the 16-bit little-endian value at {@code address}, aligned or not. */
  public short readShortLittleEndian(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at <= chunk.length - Short.BYTES
        ? (short) SHORT_LITTLE.get(chunk, at)
        : (short) readAside(address, Short.BYTES, false);
  }

  /** Writes {@code value} as 16-bit little-endian at {@code address}, aligned or not. */
  public void writeShortLittleEndian(long address, short value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Short.BYTES) {
      SHORT_LITTLE.set(chunk, at, value);
    } else {
      writeAside(address, Short.BYTES, false, value);
    }
  }

  /** Reads the 32-bit big-endian value at {@code address}, aligned or not. */
  public int readIntBigEndian(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at <= chunk.length - Integer.BYTES
        ? (int) INT_BIG.get(chunk, at)
        : (int) readAside(address, Integer.BYTES, true);
  }

  /** Writes {@code value} as 32-bit big-endian at {@code address}, aligned or not. */
  public void writeIntBigEndian(long address, int value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Integer.BYTES) {
      INT_BIG.set(chunk, at, value);
    } else {
      writeAside(address, Integer.BYTES, true, value);
    }
  }

  /** Writes as {@link #writeIntBigEndian} does; answers the value that was there before. */
  public int exchangeIntBigEndian(long address, int value) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Integer.BYTES) {
      writes++;
      int before = (int) INT_BIG.get(chunk, at);
      INT_BIG.set(chunk, at, value);
      return before;
    }
    int before = readIntBigEndian(address);
    writeIntBigEndian(address, value);
    return before;
  }

  /** Reads the 32-bit little-endian value at {@code address}, aligned or not. */
  public int readIntLittleEndian(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at <= chunk.length - Integer.BYTES
        ? (int) INT_LITTLE.get(chunk, at)
        : (int) readAside(address, Integer.BYTES, false);
  }

  /** Writes {@code value} as 32-bit little-endian at {@code address}, aligned or not. */
  public void writeIntLittleEndian(long address, int value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Integer.BYTES) {
      INT_LITTLE.set(chunk, at, value);
    } else {
      writeAside(address, Integer.BYTES, false, value);
    }
  }

  /** Reads the 64-bit big-endian value at {@code address}, aligned or not. */
  public long readLongBigEndian(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at <= chunk.length - Long.BYTES
        ? (long) LONG_BIG.get(chunk, at)
        : readAside(address, Long.BYTES, true);
  }

  /** Writes {@code value} as 64-bit big-endian at {@code address}, aligned or not. */
  public void writeLongBigEndian(long address, long value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Long.BYTES) {
      LONG_BIG.set(chunk, at, value);
    } else {
      writeAside(address, Long.BYTES, true, value);
    }
  }

  /** Writes as {@link #writeLongBigEndian} does; answers the value that was there before. */
  public long exchangeLongBigEndian(long address, long value) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Long.BYTES) {
      writes++;
      long before = (long) LONG_BIG.get(chunk, at);
      LONG_BIG.set(chunk, at, value);
      return before;
    }
    long before = readLongBigEndian(address);
    writeLongBigEndian(address, value);
    return before;
  }

  /** Reads the 64-bit little-endian value at {@code address}, aligned or not. */
  public long readLongLittleEndian(long address) {
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    return at <= chunk.length - Long.BYTES
        ? (long) LONG_LITTLE.get(chunk, at)
        : readAside(address, Long.BYTES, false);
  }

  /** Writes {@code value} as 64-bit little-endian at {@code address}, aligned or not. */
  public void writeLongLittleEndian(long address, long value) {
    writes++;
    byte[] chunk = bytes.chunkAt(address);
    int at = SparseBytes.offsetInChunk(address);
    if (at <= chunk.length - Long.BYTES) {
      LONG_LITTLE.set(chunk, at, value);
    } else {
      writeAside(address, Long.BYTES, false, value);
    }
  }

  /** Reads {@code length} bytes from {@code address} into {@code target} from {@code offset}. */
  public void read(long address, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    checkRange(address, length);
    bytes.read(address, target, offset, length);
  }

  /** Writes {@code length} bytes of {@code source} from {@code offset} to {@code address}. */
  public void write(long address, byte[] source, int offset, int length) {
    writes++;
    Objects.checkFromIndexSize(offset, length, source.length);
    checkRange(address, length);
    bytes.write(address, source, offset, length);
  }

  /**
   * Copies {@code length} bytes; ranges may overlap, the target then holds what the source held
   * before. Copying untouched memory to untouched memory takes no storage.
   */
  public void copy(long from, long to, long length) {
    writes++;
    checkRange(from, length);
    checkRange(to, length);
    bytes.copy(from, to, length);
  }

  /** Sets {@code length} bytes to {@code value}; zeroing untouched memory takes no storage. */
  public void fill(long address, long length, byte value) {
    writes++;
    checkRange(address, length);
    bytes.fill(address, length, value);
  }

  /**
   * Compares two ranges of {@code length} bytes.
   *
   * @return offset of the first byte that differs, or -1 if the ranges hold the same
   */
  public long mismatch(long first, long second, long length) {
    checkRange(first, length);
    checkRange(second, length);
    return bytes.mismatch(first, second, length);
  }

  /**
   * Looks for a byte that is not 0 among {@code length} bytes from {@code address}.
   *
   * @return offset of the first one, or -1 if all of them are 0
   */
  public long firstNonZero(long address, long length) {
    checkRange(address, length);
    return bytes.firstNonZero(address, length);
  }

  /** 64-bit FNV-1a digest of {@code length} bytes from {@code address}; see {@link Fnv1a}. */
  public long fnv1a(long address, long length) {
    checkRange(address, length);
    return bytes.fnv1a(address, length);
  }

  private void check(long address, int length) {
    if (address < 0 || address > size - length) {
      throw new BusErrorException(address, length, size);
    }
  }

  private void checkRange(long address, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("negative length " + length);
    }
    if (address < 0 || length > size - address) {
      throw new BusErrorException(address, length, size);
    }
  }

  /** Reads what does not lie wholly in one chunk that has storage. */
  private long readAside(long address, int length, boolean bigEndian) {
    check(address, length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      long at = bigEndian ? address + i : address + length - 1 - i;
      value = (value << 8) | (bytes.readByte(at) & 0xff);
    }
    return value;
  }

  /** Writes what does not lie wholly in one chunk that has storage. */
  private void writeAside(long address, int length, boolean bigEndian, long value) {
    check(address, length);
    for (int i = 0; i < length; i++) {
      long at = bigEndian ? address + length - 1 - i : address + i;
      bytes.writeByte(at, (byte) (value >>> (8 * i)));
    }
  }
}
