package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * Bytes at 64-bit addresses, stored only where something was written.
 *
 * <p>A two-level radix directory leads to chunks of 2 MiB. A chunk is allocated at the first write
 * into it and kept; until then its bytes read as 0. Where there is no chunk yet, the directory
 * leads to one without bytes, so that the way to any byte is the same. Only {@link #chunkAt} takes
 * any address; for all others {@link PhysicalMemory} checks before it calls.
 */
final class SparseBytes {

  static final int CHUNK_SHIFT = 21;
  static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;
  static final int CHUNK_MASK = CHUNK_BYTES - 1;

  private static final int LEAF_SHIFT = 11;
  private static final int LEAF_MASK = (1 << LEAF_SHIFT) - 1;
  private static final int ROOT_SHIFT = CHUNK_SHIFT + LEAF_SHIFT;

  private static final byte[] NO_CHUNK = {};
  private static final byte[][] NO_LEAF = emptyLeaf();
  private static final byte[] ZEROS = new byte[4096];

  private final long bytes;
  private final byte[][][] root;
  private byte[][] near = NO_LEAF; // the root's first leaf: 4 GiB, all that most machines have
  private long touchedBytes;

  SparseBytes(long bytes) {
    this.bytes = bytes;
    this.root = new byte[(int) ((bytes - 1) >>> ROOT_SHIFT) + 1][][];
    Arrays.fill(root, NO_LEAF);
  }

  private static byte[][] emptyLeaf() {
    byte[][] leaf = new byte[1 << LEAF_SHIFT][];
    Arrays.fill(leaf, NO_CHUNK);
    return leaf;
  }

  /** First address of the chunk that holds {@code address}. */
  static long chunkBase(long address) {
    return address & -CHUNK_BYTES;
  }

  /** Offset of {@code address} in its chunk. */
  static int offsetInChunk(long address) {
    return (int) address & CHUNK_MASK;
  }

  /**
   * Chunk that holds {@code address}, whatever that is; one without bytes if nothing was written
   * there yet or nothing can be.
   */
  byte[] chunkAt(long address) {
    byte[][] near = this.near;
    long number = address >>> CHUNK_SHIFT;
    return number < near.length ? near[(int) number] : farChunkAt(address);
  }

  private byte[] farChunkAt(long address) {
    long number = address >>> ROOT_SHIFT;
    return number < root.length
        ? root[(int) number][(int) (address >>> CHUNK_SHIFT) & LEAF_MASK]
        : NO_CHUNK;
  }

  /** Chunk that holds {@code address}, allocated now if it was not. */
  byte[] chunkForWriting(long address) {
    byte[] chunk = chunkAt(address);
    return chunk != NO_CHUNK ? chunk : allocateChunk(address);
  }

  /** Bytes of all chunks allocated so far. */
  long touchedBytes() {
    return touchedBytes;
  }

  private byte[] allocateChunk(long address) {
    int rootIndex = (int) (address >>> ROOT_SHIFT);
    byte[][] leaf = root[rootIndex];
    if (leaf == NO_LEAF) {
      leaf = emptyLeaf();
      root[rootIndex] = leaf;
      near = root[0];
    }
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, bytes - chunkBase(address))];
    leaf[(int) (address >>> CHUNK_SHIFT) & LEAF_MASK] = chunk;
    touchedBytes += chunk.length;
    return chunk;
  }

  byte readByte(long address) {
    byte[] chunk = chunkAt(address);
    return chunk == NO_CHUNK ? 0 : chunk[offsetInChunk(address)];
  }

  void writeByte(long address, byte value) {
    chunkForWriting(address)[offsetInChunk(address)] = value;
  }

  void read(long address, byte[] target, int offset, int length) {
    for (int done = 0; done < length; ) {
      int start = offsetInChunk(address + done);
      int part = Math.min(length - done, CHUNK_BYTES - start);
      byte[] chunk = chunkAt(address + done);
      if (chunk == NO_CHUNK) {
        Arrays.fill(target, offset + done, offset + done + part, (byte) 0);
      } else {
        System.arraycopy(chunk, start, target, offset + done, part);
      }
      done += part;
    }
  }

  void write(long address, byte[] source, int offset, int length) {
    for (int done = 0; done < length; ) {
      int start = offsetInChunk(address + done);
      int part = Math.min(length - done, CHUNK_BYTES - start);
      System.arraycopy(source, offset + done, chunkForWriting(address + done), start, part);
      done += part;
    }
  }

  void fill(long address, long length, byte value) {
    for (long done = 0; done < length; ) {
      int start = offsetInChunk(address + done);
      int part = (int) Math.min(length - done, CHUNK_BYTES - start);
      fillPart(address + done, start, part, value);
      done += part;
    }
  }

  private void fillPart(long address, int start, int part, byte value) {
    byte[] chunk = value == 0 ? chunkAt(address) : chunkForWriting(address);
    if (chunk != NO_CHUNK) {
      Arrays.fill(chunk, start, start + part, value);
    }
  }

  void copy(long from, long to, long length) {
    if (from < to && to < from + length) {
      copyDescending(from, to, length);
    } else {
      copyAscending(from, to, length);
    }
  }

  private void copyAscending(long from, long to, long length) {
    for (long done = 0; done < length; ) {
      int room = CHUNK_BYTES - Math.max(offsetInChunk(from + done), offsetInChunk(to + done));
      int part = (int) Math.min(length - done, room);
      copyPart(from + done, to + done, part);
      done += part;
    }
  }

  private void copyDescending(long from, long to, long length) {
    for (long rest = length; rest > 0; ) {
      int room = 1 + Math.min(offsetInChunk(from + rest - 1), offsetInChunk(to + rest - 1));
      int part = (int) Math.min(rest, room);
      rest -= part;
      copyPart(from + rest, to + rest, part);
    }
  }

  private void copyPart(long from, long to, int part) {
    byte[] source = chunkAt(from);
    if (source == NO_CHUNK) {
      fillPart(to, offsetInChunk(to), part, (byte) 0);
    } else {
      System.arraycopy(source, offsetInChunk(from), chunkForWriting(to), offsetInChunk(to), part);
    }
  }

  /** Offset of the first byte that differs between two ranges, or -1 if none does. */
  long mismatch(long first, long second, long length) {
    for (long done = 0; done < length; ) {
      int room = CHUNK_BYTES - Math.max(offsetInChunk(first + done), offsetInChunk(second + done));
      int part = (int) Math.min(length - done, room);
      int at = mismatchPart(first + done, second + done, part);
      if (at >= 0) {
        return done + at;
      }
      done += part;
    }
    return -1;
  }

  private int mismatchPart(long first, long second, int part) {
    byte[] one = chunkAt(first);
    byte[] other = chunkAt(second);
    int oneStart = offsetInChunk(first);
    int otherStart = offsetInChunk(second);
    if (one != NO_CHUNK && other != NO_CHUNK) {
      return Arrays.mismatch(one, oneStart, oneStart + part, other, otherStart, otherStart + part);
    }
    if (one != NO_CHUNK) {
      return firstNonZero(one, oneStart, part);
    }
    return other != NO_CHUNK ? firstNonZero(other, otherStart, part) : -1;
  }

  /** Offset of the first byte that is not 0, or -1 if all of them are. */
  long firstNonZero(long address, long length) {
    for (long done = 0; done < length; ) {
      int start = offsetInChunk(address + done);
      int part = (int) Math.min(length - done, CHUNK_BYTES - start);
      byte[] chunk = chunkAt(address + done);
      int at = chunk == NO_CHUNK ? -1 : firstNonZero(chunk, start, part);
      if (at >= 0) {
        return done + at;
      }
      done += part;
    }
    return -1;
  }

  private static int firstNonZero(byte[] chunk, int start, int part) {
    for (int done = 0; done < part; done += ZEROS.length) {
      int from = start + done;
      int piece = Math.min(part - done, ZEROS.length);
      int at = Arrays.mismatch(chunk, from, from + piece, ZEROS, 0, piece);
      if (at >= 0) {
        return done + at;
      }
    }
    return -1;
  }

  long fnv1a(long address, long length) {
    long digest = Fnv1a.OFFSET_BASIS;
    for (long done = 0; done < length; ) {
      int start = offsetInChunk(address + done);
      int part = (int) Math.min(length - done, CHUNK_BYTES - start);
      byte[] chunk = chunkAt(address + done);
      digest =
          chunk == NO_CHUNK
              ? Fnv1a.updateZeros(digest, part)
              : Fnv1a.update(digest, chunk, start, part);
      done += part;
    }
    return digest;
  }
}
