package dev.tollgate.core.machine;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The page allocator of a guest whose pages may come to lie in other frames: what a hypervisor
 * gives for a page in use is handed on when the page is freed.
 *
 * <p>Frames that came lie next to nothing of the guest's, so they never join blocks: they are kept
 * as single pages, and a request for one page takes the one that was freed last, as from the hot
 * end of Linux's lists of single pages. A frame that left and comes back is an ordinary one again.
 * A page stays in use, and counted so, while no frame is behind it.
 */
final class GuestPages implements PageAllocator {

  private final PageAllocator own;
  private final BitSet away = new BitSet();
  private final BitSet strangersInUse = new BitSet();
  private long[] free = new long[64];
  private int freeCount;

  GuestPages(PageAllocator own) {
    this.own = own;
  }

  /** The frame of a page in use was given away. */
  void left(long frame) {
    int index = Math.toIntExact(frame);
    if (strangersInUse.get(index)) {
      strangersInUse.clear(index);
    } else {
      away.set(index);
    }
  }

  /** A frame came to be behind a page in use. */
  void came(long frame) {
    int index = Math.toIntExact(frame);
    if (away.get(index)) {
      away.clear(index);
    } else {
      strangersInUse.set(index);
    }
  }

  @Override
  public long allocate(int order) {
    if (order != 0 || freeCount == 0) {
      return own.allocate(order);
    }
    long frame = free[--freeCount];
    strangersInUse.set((int) frame);
    own.counts().allocated(frame, 0);
    return frame;
  }

  @Override
  public void free(long frame, int order) {
    if (order != 0 || !isIn(strangersInUse, frame)) {
      if (isIn(away, frame)) {
        throw new IllegalStateException("frame %d was given away".formatted(frame));
      }
      own.free(frame, order);
      return;
    }
    strangersInUse.clear((int) frame);
    own.counts().freed(0);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = frame;
  }

  private static boolean isIn(BitSet frames, long frame) {
    return frame >= 0 && frame <= Integer.MAX_VALUE && frames.get((int) frame);
  }

  @Override
  public void release(long firstFrame, long frames) {
    own.release(firstFrame, frames);
  }

  @Override
  public void keepFree(Watermarks marks, Reclaimer reclaimer) {
    own.keepFree(marks, reclaimer);
  }

  @Override
  public FreeBlocks freeBlocks() {
    long[] counts = own.freeBlocks().counts().toArray();
    counts[0] += freeCount;
    return new FreeBlocks(ImmutableLongArray.copyOf(counts));
  }

  @Override
  public PageCounts counts() {
    return own.counts();
  }
}
