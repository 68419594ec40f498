package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.FrameKind;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.Arrays;
import java.util.BitSet;

/** Requests too large for any kmalloc cache: whole blocks of frames (kmalloc_large). */
final class LargeBlocks {

  private static final int NOTHING = 0;

  private final SlabHeap heap;

  /** Bytes asked for, by first frame. */
  private int[] bytes = new int[1 << 8];

  /** The frames of all blocks in use. */
  private final BitSet held = new BitSet();

  private long live;
  private long requested;
  private long frames;

  LargeBlocks(SlabHeap heap) {
    this.heap = heap;
  }

  /** log2 of the frames that {@code size} bytes need. */
  static int order(long size) {
    long frames = (size - 1) >>> PhysicalMemory.FRAME_SHIFT;
    return Long.SIZE - Long.numberOfLeadingZeros(frames);
  }

  long allocate(long size) {
    int order = order(size);
    long frame = heap.takeFrames(order);
    if (frame == PageAllocator.NO_FRAME) {
      return KernelAllocator.FAILED;
    }
    if (frame >= bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(frame + 1, 2L * bytes.length));
    }
    bytes[(int) frame] = (int) size;
    held.set((int) frame, (int) frame + (1 << order));
    live++;
    requested += size;
    frames += 1L << order;
    return frame << PhysicalMemory.FRAME_SHIFT;
  }

  /**
   * Bytes asked for at {@code address}.
   *
   * @throws IllegalStateException if no block in use begins there
   */
  int requestedAt(long address) {
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    boolean begins = (address & (PhysicalMemory.FRAME_BYTES - 1)) == 0;
    int size = begins && frame < bytes.length ? bytes[(int) frame] : NOTHING;
    if (size == NOTHING) {
      throw WrongFree.foreign(address);
    }
    return size;
  }

  /** Gives the block at {@code address} back, of which {@code size} bytes were asked for. */
  void free(long address, int size) {
    int order = order(size);
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    bytes[(int) frame] = NOTHING;
    held.clear((int) frame, (int) frame + (1 << order));
    live--;
    requested -= size;
    frames -= 1L << order;
    heap.giveFrames(frame, order);
  }

  /** Whether a frame lies in a block in use. */
  boolean holds(long frame) {
    return held.get((int) frame);
  }

  /** Marks the frames of all blocks in use. */
  void mark(PageMap map) {
    for (int frame = 0; frame < bytes.length; frame++) {
      if (bytes[frame] != NOTHING) {
        map.frames(frame, 1L << order(bytes[frame]), FrameKind.BLOCK, "");
      }
    }
  }

  /** Blocks in use. */
  long live() {
    return live;
  }

  /** Bytes asked for, all blocks in use together. */
  long requested() {
    return requested;
  }

  /** Frames of all blocks in use. */
  long frames() {
    return frames;
  }
}
