package dev.tollgate.hypervisor.xen.domain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * Xen's own free memory, the domain heap: a binary buddy system whose blocks may be given back in
 * other sizes than they were taken in, since domains return frame by frame what they got in large
 * extents (after xen/common/page_alloc.c: lists by order, split from the smallest that fits, merged
 * with free buddies).
 */
public final class DomainHeap {

  /** Highest order of a block that can be asked for: Xen's MAX_ORDER of 2007, 4 GiB. */
  public static final int MAX_ORDER = 20;

  /** What {@link #allocate} answers when it has no block. */
  public static final long NO_FRAME = -1;

  private static final int NONE = -1;
  private static final byte NOT_A_HEAD = -1;

  private final int frames;
  private final int[] next;
  private final int[] previous;
  private final byte[] order;
  private final int[] heads = new int[MAX_ORDER + 1];
  private long freeFrames;

  /** A heap of machine frames 0 to {@code frames} − 1, of which none is free yet. */
  public DomainHeap(long frames) {
    this.frames = Math.toIntExact(frames);
    this.next = new int[this.frames];
    this.previous = new int[this.frames];
    this.order = new byte[this.frames];
    Arrays.fill(order, NOT_A_HEAD);
    Arrays.fill(heads, NONE);
  }

  /** Frames it spans. */
  public int frames() {
    return frames;
  }

  /** Frames free now. */
  public long freeFrames() {
    return freeFrames;
  }

  /** Makes a run of frames free, which must not be free already. */
  public void release(long firstFrame, long count) {
    Objects.checkFromIndexSize(firstFrame, count, frames);
    long frame = firstFrame;
    long end = firstFrame + count;
    while (frame < end) {
      int blockOrder = Math.min(MAX_ORDER, Long.numberOfTrailingZeros(frame | (1L << MAX_ORDER)));
      while (1L << blockOrder > end - frame) {
        blockOrder--;
      }
      free(frame, blockOrder);
      frame += 1L << blockOrder;
    }
  }

  /**
   * Takes 2<sup>order</sup> neighbouring frames, aligned to their number.
   *
   * @return the first, or {@link #NO_FRAME}
   */
  public long allocate(int blockOrder) {
    if (blockOrder < 0 || blockOrder > MAX_ORDER) {
      return NO_FRAME;
    }
    int found = blockOrder;
    while (found <= MAX_ORDER && heads[found] == NONE) {
      found++;
    }
    if (found > MAX_ORDER) {
      return NO_FRAME;
    }
    int frame = heads[found];
    unlink(frame);
    while (found > blockOrder) {
      found--;
      link(frame + (1 << found), found);
    }
    freeFrames -= 1L << blockOrder;
    return frame;
  }

  /** Takes a particular frame; false if it is not free. */
  public boolean claim(long frame) {
    int head = headOf(frame);
    if (head == NONE) {
      return false;
    }
    int size = order[head];
    unlink(head);
    while (size > 0) {
      size--;
      int upper = head + (1 << size);
      if (frame >= upper) {
        link(head, size);
        head = upper;
      } else {
        link(upper, size);
      }
    }
    freeFrames--;
    return true;
  }

  /** Whether a frame is free. */
  public boolean isFree(long frame) {
    return headOf(frame) != NONE;
  }

  /** All frames that are free: quicker than to ask for each. */
  public BitSet allFree() {
    BitSet free = new BitSet(frames);
    for (int frame = 0; frame < frames; frame++) {
      if (order[frame] != NOT_A_HEAD) {
        free.set(frame, frame + (1 << order[frame]));
      }
    }
    return free;
  }

  /**
   * Gives back an aligned block of frames in use.
   *
   * @throws IllegalStateException if its first frame is free
   */
  public void free(long firstFrame, int blockOrder) {
    Objects.checkFromIndexSize(firstFrame, 1L << blockOrder, frames);
    if (isFree(firstFrame)) {
      throw new IllegalStateException("machine frame 0x%x is freed twice".formatted(firstFrame));
    }
    freeFrames += 1L << blockOrder;
    int frame = (int) firstFrame;
    int size = blockOrder;
    while (size < MAX_ORDER) {
      int buddy = frame ^ (1 << size);
      if (buddy >= frames || order[buddy] != size) {
        break;
      }
      unlink(buddy);
      frame &= ~(1 << size);
      size++;
    }
    link(frame, size);
  }

  private int headOf(long frame) {
    if (frame < 0 || frame >= frames) {
      return NONE;
    }
    for (int size = 0; size <= MAX_ORDER; size++) {
      int head = (int) frame & -(1 << size);
      if (order[head] >= size) {
        return head + (1 << order[head]) > frame ? head : NONE;
      }
    }
    return NONE;
  }

  private void link(int frame, int size) {
    int first = heads[size];
    next[frame] = first;
    previous[frame] = NONE;
    if (first != NONE) {
      previous[first] = frame;
    }
    heads[size] = frame;
    order[frame] = (byte) size;
  }

  private void unlink(int frame) {
    int before = previous[frame];
    int after = next[frame];
    if (before == NONE) {
      heads[order[frame]] = after;
    } else {
      next[before] = after;
    }
    if (after != NONE) {
      previous[after] = before;
    }
    order[frame] = NOT_A_HEAD;
  }
}
