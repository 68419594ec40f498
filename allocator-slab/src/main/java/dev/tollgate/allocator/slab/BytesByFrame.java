package dev.tollgate.allocator.slab;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;

/**
 * How many bytes of each frame of a slab lie in objects that nobody has, and how many in objects of
 * the allocator's own. Kept with every object that changes hands, so that nobody who asks about a
 * frame has to look at its objects.
 */
final class BytesByFrame {

  private static final int FRAME_MASK = PhysicalMemory.FRAME_BYTES - 1;

  private int[] free = new int[1 << 8];
  private int[] own = new int[1 << 8];

  /** A slab begins, all objects free, or is no more. */
  void begin(Slab slab, boolean isThere) {
    SlabCache cache = slab.cache;
    int first = (int) slab.frame;
    int end = first + (1 << cache.order);
    if (end > free.length) {
      int wider = Math.max(end, 2 * free.length);
      free = Arrays.copyOf(free, wider);
      own = Arrays.copyOf(own, wider);
    }
    Arrays.fill(free, first, end, 0);
    Arrays.fill(own, first, end, 0);
    if (isThere) {
      add(free, slab.memory, cache.objects * cache.slotSize, 1);
    }
  }

  /** Somebody gets a free object of {@code bytes} bytes. */
  void taken(long address, int bytes, boolean isOwn) {
    add(free, address, bytes, -1);
    if (isOwn) {
      add(own, address, bytes, 1);
    }
  }

  /** An object is free again. */
  void givenBack(long address, int bytes, boolean isOwn) {
    add(free, address, bytes, 1);
    if (isOwn) {
      add(own, address, bytes, -1);
    }
  }

  /** Bytes of a slab's frame in free objects. */
  int free(long frame) {
    return free[(int) frame];
  }

  /** Bytes of a slab's frame in the allocator's own objects. */
  int own(long frame) {
    return own[(int) frame];
  }

  private static void add(int[] counts, long address, int bytes, int sign) {
    int frame = (int) (address >>> PhysicalMemory.FRAME_SHIFT);
    int room = PhysicalMemory.FRAME_BYTES - ((int) address & FRAME_MASK);
    int left = bytes;
    while (left > room) {
      counts[frame++] += sign * room;
      left -= room;
      room = PhysicalMemory.FRAME_BYTES;
    }
    counts[frame] += sign * left;
  }
}
