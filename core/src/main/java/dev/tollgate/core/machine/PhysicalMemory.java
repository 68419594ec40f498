package dev.tollgate.core.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /** The chunk accessed last and its address: nearly always the next access is there too. */
  private byte[] recentChunk = new byte[0];

  private long recentBase;
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
    if (!isRecent(address, 1) && !enter(address, 1)) {
      return 0;
    }
    return recentChunk[(int) (address - recentBase)];
  }

  /** Writes the byte at {@code address}. */
  public void writeByte(long address, byte value) {
    writes++;
    if (isRecent(address, 1) || enterForWriting(address, 1)) {
      recentChunk[(int) (address - recentBase)] = value;
    }
  }

  /** Reads the 16-bit big-endian value at {@code address}, aligned or not. */
  public short readShortBigEndian(long address) {
    if (!isRecent(address, Short.BYTES) && !enter(address, Short.BYTES)) {
      return (short) readAcross(address, Short.BYTES, true);
    }
    return (short) SHORT_BIG.get(recentChunk, (int) (address - recentBase));
  }

  /** Writes {@code value} as 16-bit big-endian at {@code address}, aligned or not. */
  public void writeShortBigEndian(long address, short value) {
    writes++;
    if (!isRecent(address, Short.BYTES) && !enterForWriting(address, Short.BYTES)) {
      writeAcross(address, Short.BYTES, true, value);
      return;
    }
    SHORT_BIG.set(recentChunk, (int) (address - recentBase), value);
  }

  /** Reads the 16-bit little-endian value at {@code address}, aligned or not. */
  public short readShortLittleEndian(long address) {
    if (!isRecent(address, Short.BYTES) && !enter(address, Short.BYTES)) {
      return (short) readAcross(address, Short.BYTES, false);
    }
    return (short) SHORT_LITTLE.get(recentChunk, (int) (address - recentBase));
  }

  /** Writes {@code value} as 16-bit little-endian at {@code address}, aligned or not. */
  public void writeShortLittleEndian(long address, short value) {
    writes++;
    if (!isRecent(address, Short.BYTES) && !enterForWriting(address, Short.BYTES)) {
      writeAcross(address, Short.BYTES, false, value);
      return;
    }
    SHORT_LITTLE.set(recentChunk, (int) (address - recentBase), value);
  }

  /** Reads the 32-bit big-endian value at {@code address}, aligned or not. */
  public int readIntBigEndian(long address) {
    if (!isRecent(address, Integer.BYTES) && !enter(address, Integer.BYTES)) {
      return (int) readAcross(address, Integer.BYTES, true);
    }
    return (int) INT_BIG.get(recentChunk, (int) (address - recentBase));
  }

  /** Writes {@code value} as 32-bit big-endian at {@code address}, aligned or not. */
  public void writeIntBigEndian(long address, int value) {
    writes++;
    if (!isRecent(address, Integer.BYTES) && !enterForWriting(address, Integer.BYTES)) {
      writeAcross(address, Integer.BYTES, true, value);
      return;
    }
    INT_BIG.set(recentChunk, (int) (address - recentBase), value);
  }

  /** Writes as {@link #writeIntBigEndian} does; answers the value that was there before. */
  public int exchangeIntBigEndian(long address, int value) {
    if (!isRecent(address, Integer.BYTES)) {
      int before = readIntBigEndian(address);
      writeIntBigEndian(address, value);
      return before;
    }
    writes++;
    int offset = (int) (address - recentBase);
    int before = (int) INT_BIG.get(recentChunk, offset);
    INT_BIG.set(recentChunk, offset, value);
    return before;
  }

  /** Reads the 32-bit little-endian value at {@code address}, aligned or not. */
  public int readIntLittleEndian(long address) {
    if (!isRecent(address, Integer.BYTES) && !enter(address, Integer.BYTES)) {
      return (int) readAcross(address, Integer.BYTES, false);
    }
    return (int) INT_LITTLE.get(recentChunk, (int) (address - recentBase));
  }

  /** Writes {@code value} as 32-bit little-endian at {@code address}, aligned or not. */
  public void writeIntLittleEndian(long address, int value) {
    writes++;
    if (!isRecent(address, Integer.BYTES) && !enterForWriting(address, Integer.BYTES)) {
      writeAcross(address, Integer.BYTES, false, value);
      return;
    }
    INT_LITTLE.set(recentChunk, (int) (address - recentBase), value);
  }

  /** Reads the 64-bit big-endian value at {@code address}, aligned or not. */
  public long readLongBigEndian(long address) {
    if (!isRecent(address, Long.BYTES) && !enter(address, Long.BYTES)) {
      return readAcross(address, Long.BYTES, true);
    }
    return (long) LONG_BIG.get(recentChunk, (int) (address - recentBase));
  }

  /** Writes {@code value} as 64-bit big-endian at {@code address}, aligned or not. */
  public void writeLongBigEndian(long address, long value) {
    writes++;
    if (!isRecent(address, Long.BYTES) && !enterForWriting(address, Long.BYTES)) {
      writeAcross(address, Long.BYTES, true, value);
      return;
    }
    LONG_BIG.set(recentChunk, (int) (address - recentBase), value);
  }

  /** Writes as {@link #writeLongBigEndian} does; answers the value that was there before. */
  public long exchangeLongBigEndian(long address, long value) {
    if (!isRecent(address, Long.BYTES)) {
      long before = readLongBigEndian(address);
      writeLongBigEndian(address, value);
      return before;
    }
    writes++;
    int offset = (int) (address - recentBase);
    long before = (long) LONG_BIG.get(recentChunk, offset);
    LONG_BIG.set(recentChunk, offset, value);
    return before;
  }

  /** Reads the 64-bit little-endian value at {@code address}, aligned or not. */
  public long readLongLittleEndian(long address) {
    if (!isRecent(address, Long.BYTES) && !enter(address, Long.BYTES)) {
      return readAcross(address, Long.BYTES, false);
    }
    return (long) LONG_LITTLE.get(recentChunk, (int) (address - recentBase));
  }

  /** Writes {@code value} as 64-bit little-endian at {@code address}, aligned or not. */
  public void writeLongLittleEndian(long address, long value) {
    writes++;
    if (!isRecent(address, Long.BYTES) && !enterForWriting(address, Long.BYTES)) {
      writeAcross(address, Long.BYTES, false, value);
      return;
    }
    LONG_LITTLE.set(recentChunk, (int) (address - recentBase), value);
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

  /** Whether an access lies wholly in the chunk accessed last. */
  private boolean isRecent(long address, int length) {
    long offset = address - recentBase;
    return offset >= 0 && offset <= recentChunk.length - length;
  }

  /** Makes the access's chunk the recent one; false if it has none yet or needs two. */
  private boolean enter(long address, int length) {
    check(address, length);
    return enter(bytes.chunkAt(address), address, length);
  }

  /** As {@link #enter}, but takes storage for the chunk if it has none. */
  private boolean enterForWriting(long address, int length) {
    check(address, length);
    return enter(bytes.chunkForWriting(address), address, length);
  }

  private boolean enter(byte @Nullable [] chunk, long address, int length) {
    if (chunk == null) {
      return false;
    }
    recentChunk = chunk;
    recentBase = SparseBytes.chunkBase(address);
    return SparseBytes.isInOneChunk(address, length);
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

  /** Reads what {@link #enter} could not reach at once: untouched memory, or two chunks. */
  private long readAcross(long address, int length, boolean bigEndian) {
    long value = 0;
    if (SparseBytes.isInOneChunk(address, length)) {
      return value;
    }
    for (int i = 0; i < length; i++) {
      long at = bigEndian ? address + i : address + length - 1 - i;
      value = (value << 8) | (readByte(at) & 0xff);
    }
    return value;
  }

  private void writeAcross(long address, int length, boolean bigEndian, long value) {
    for (int i = 0; i < length; i++) {
      long at = bigEndian ? address + length - 1 - i : address + i;
      writeByte(at, (byte) (value >>> (8 * i)));
    }
  }
}
