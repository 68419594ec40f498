package dev.tollgate.core.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The boot memory of Linux 2.6 (mm/bootmem.c): one bit for each frame, set if the frame is taken,
 * in a bitmap that lies in memory itself.
 *
 * <ul>
 *   <li>All frames are taken at first; what firmware reports as RAM is freed, then the kernel's
 *       image and the bitmap are reserved.
 *   <li>A request takes the lowest run of free frames from its goal on, else from the bottom. If
 *       that run follows the frame in which the last request ended, it begins in the rest of that
 *       frame, and if it fits there it takes no frame at all: requests of a few bytes share frames.
 *   <li>At the end all free frames go to the page allocator, and then those of the bitmap.
 * </ul>
 *
 * <p>The kernel fills what it gives with zeroes; memory here is zero until something is written.
 */
public final class Bootmem {

  private static final int WORD_BYTES = 4;

  private final PhysicalMemory memory;
  private final long map;
  private final long frames;
  private final List<BootClaim> claims = new ArrayList<>();
  private long lastFrame;
  private long lastOffset;
  private long reservedTwice;

  /**
   * Boot memory with all frames taken.
   *
   * @param memory where the bitmap lies
   * @param map address of the bitmap, which takes {@link #mapBytes} bytes
   * @param frames that the bitmap tells of, from frame 0
   */
  public Bootmem(PhysicalMemory memory, long map, long frames) {
    this.memory = memory;
    this.map = map;
    this.frames = frames;
    memory.fill(map, mapBytes(frames), (byte) 0xff);
  }

  /** Bytes of the bitmap for {@code frames} frames: whole words of 32 bits. */
  public static long mapBytes(long frames) {
    return ((frames + 7) / 8 + WORD_BYTES - 1) & -WORD_BYTES;
  }

  /**
   * Frees the whole frames of a range, as for RAM that firmware reports.
   *
   * @throws IllegalStateException if one of them is free
   */
  public void free(long address, long bytes) {
    long end = Math.min(frames, (address + bytes) >>> PhysicalMemory.FRAME_SHIFT);
    for (long frame = roundUp(address); frame < end; frame++) {
      if (!isTaken(frame)) {
        throw new IllegalStateException("bootmem: frame %d is free already".formatted(frame));
      }
      set(frame, false);
    }
  }

  /** Takes every frame that a range touches, whether it is taken already or not. */
  public void reserve(String owner, long address, long bytes) {
    MemoryRange range = new MemoryRange(address, bytes);
    if (roundUp(range.end()) > frames) {
      throw new IllegalArgumentException(
          "%s: %d bytes at 0x%x do not lie in the %d frames of bootmem"
              .formatted(owner, bytes, address, frames));
    }
    for (long frame = address >>> PhysicalMemory.FRAME_SHIFT;
        frame < roundUp(range.end());
        frame++) {
      reservedTwice += isTaken(frame) ? 1 : 0;
      set(frame, true);
    }
    claims.add(new BootClaim(owner, address, bytes));
  }

  /**
   * Takes bytes, sharing the last frame of the request before if possible.
   *
   * @param owner who asks, for {@link #claims}
   * @param bytes how many, at least 1
   * @param alignment of the address, a power of two, at most a frame
   * @param goal address to begin the search at
   * @return address of the first byte, or {@link BootMemory#NO_ADDRESS} if nothing fits
   */
  public long allocate(String owner, long bytes, long alignment, long goal) {
    if (bytes < 1 || Long.bitCount(alignment) != 1 || alignment > PhysicalMemory.FRAME_BYTES) {
      throw new IllegalArgumentException(
          "%s asks for %d bytes aligned to %d".formatted(owner, bytes, alignment));
    }
    long wanted = roundUp(bytes);
    long preferred = goal >>> PhysicalMemory.FRAME_SHIFT;
    long found = preferred < frames ? lowestRun(roundUp(goal), wanted) : -1;
    if (found < 0) {
      found = lowestRun(0, wanted);
    }
    if (found < 0) {
      return BootMemory.NO_ADDRESS;
    }
    long address = place(found, bytes, alignment);
    claims.add(new BootClaim(owner, address, bytes));
    return address;
  }

  /** Gives a request its bytes from frame {@code start} on, or in the frame before it. */
  private long place(long start, long bytes, long alignment) {
    long offset = (lastOffset + alignment - 1) & -alignment;
    if (lastOffset == 0 || lastFrame + 1 != start || offset >= PhysicalMemory.FRAME_BYTES) {
      take(start, roundUp(bytes), bytes);
      return start << PhysicalMemory.FRAME_SHIFT;
    }
    long address = (lastFrame << PhysicalMemory.FRAME_SHIFT) + offset;
    long rest = PhysicalMemory.FRAME_BYTES - offset;
    if (bytes < rest) {
      lastOffset = offset + bytes;
    } else {
      take(start, roundUp(bytes - rest), bytes - rest);
    }
    return address;
  }

  private void take(long start, long count, long bytes) {
    for (long frame = start; frame < start + count; frame++) {
      set(frame, true);
    }
    lastFrame = start + count - 1;
    lastOffset = bytes & (PhysicalMemory.FRAME_BYTES - 1);
  }

  private long lowestRun(long from, long count) {
    long length = 0;
    for (long frame = from; frame < frames; frame++) {
      length = isTaken(frame) ? 0 : length + 1;
      if (length == count) {
        return frame - count + 1;
      }
    }
    return -1;
  }

  /**
   * Ends boot memory: takes every frame that is taken here out of {@code machine}'s boot memory, so
   * that its page allocator gets the others.
   */
  public void handOver(BootMemory machine) {
    for (long frame = 0; frame < frames; frame++) {
      long first = frame;
      while (frame < frames && isTaken(frame)) {
        frame++;
      }
      if (frame > first) {
        machine.reserve(
            "bootmem",
            first << PhysicalMemory.FRAME_SHIFT,
            (frame - first) << PhysicalMemory.FRAME_SHIFT);
      }
    }
  }

  /** The audit list: who took what, in the order it was asked for. */
  public List<BootClaim> claims() {
    return Collections.unmodifiableList(claims);
  }

  /** Frames free. */
  public long freeFrames() {
    long free = 0;
    for (long frame = 0; frame < frames; frame++) {
      free += isTaken(frame) ? 0 : 1;
    }
    return free;
  }

  /** Frames that were reserved when they were taken already; the kernel remarks on each. */
  public long reservedTwice() {
    return reservedTwice;
  }

  /** Whether a frame is taken. */
  public boolean isTaken(long frame) {
    return (memory.readByte(map + (frame >>> 3)) >>> (frame & 7) & 1) != 0;
  }

  private void set(long frame, boolean taken) {
    int bits = memory.readByte(map + (frame >>> 3));
    int bit = 1 << (frame & 7);
    memory.writeByte(map + (frame >>> 3), (byte) (taken ? bits | bit : bits & ~bit));
  }

  private static long roundUp(long bytes) {
    return (bytes + PhysicalMemory.FRAME_BYTES - 1) >>> PhysicalMemory.FRAME_SHIFT;
  }
}
