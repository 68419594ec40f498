package dev.tollgate.core.machine;

import com.google.common.primitives.ImmutableLongArray;

/**
 * Free blocks by order at one moment, and what they say about fragmentation.
 *
 * @param counts blocks of order 0 to {@link PageAllocator#MAX_ORDER} that are free and not part of
 *     a larger free block
 */
public record FreeBlocks(ImmutableLongArray counts) {

  /** What the indexes of the kernel count in: thousandths. */
  private static final long WHOLE = 1000;

  /** Checks that there is a count for each order. */
  public FreeBlocks {
    if (counts.length() != PageAllocator.MAX_ORDER + 1
        || counts.stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException(
          "one count, not negative, for each order 0 to %d, not %s"
              .formatted(PageAllocator.MAX_ORDER, counts));
    }
  }

  /** Free blocks of exactly this order. */
  public long count(int order) {
    return counts.get(order);
  }

  /** Frames in all free blocks. */
  public long frames() {
    return framesFrom(0);
  }

  /** Highest order of a free block, which is the largest request that can be met; -1 if none. */
  public int largestOrder() {
    int order = PageAllocator.MAX_ORDER;
    while (order >= 0 && counts.get(order) == 0) {
      order--;
    }
    return order;
  }

  /**
   * Thousandths of the free frames that a request of this order cannot use, since they lie in
   * smaller blocks; 1000 if nothing is free. The kernel's unusable_free_index (mm/vmstat.c).
   */
  public int unusableFreeIndex(int order) {
    long frames = frames();
    if (frames == 0) {
      return (int) WHOLE;
    }
    return (int) ((frames - framesFrom(order)) * WHOLE / frames);
  }

  /**
   * Why a request of this order would fail: towards 0 for lack of memory, towards 1000 for
   * fragmentation; -1000 if it would not fail, 0 if nothing is free. The kernel's
   * fragmentation_index (mm/vmstat.c).
   */
  public int fragmentationIndex(int order) {
    long blocks = counts.stream().sum();
    if (blocks == 0) {
      return 0;
    }
    if (framesFrom(order) > 0) {
      return (int) -WHOLE;
    }
    return (int) (WHOLE - (WHOLE + ((frames() * WHOLE) >> order)) / blocks);
  }

  /** The line of /proc/buddyinfo for a zone, as the kernel prints it, newline included. */
  public String buddyInfoLine(int node, String zone) {
    StringBuilder line = new StringBuilder("Node %d, zone %8s ".formatted(node, zone));
    counts.forEach(count -> line.append("%6d ".formatted(count)));
    return line.append('\n').toString();
  }

  private long framesFrom(int order) {
    long frames = 0;
    for (int i = order; i <= PageAllocator.MAX_ORDER; i++) {
      frames += counts.get(i) << i;
    }
    return frames;
  }
}
