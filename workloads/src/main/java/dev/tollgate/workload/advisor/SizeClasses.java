package dev.tollgate.workload.advisor;

import com.google.common.primitives.ImmutableIntArray;
import dev.tollgate.core.allocator.KmallocSizes;

/**
 * The sizes that a kernel's kmalloc rounds requests up to. Requests above the largest are served in
 * whole pages and concern no class.
 */
public record SizeClasses(ImmutableIntArray sizes) {

  /** The largest class of Linux 6.1 on 4 KiB pages. */
  public static final int LARGEST = KmallocSizes.LARGEST_OF_6_1;

  /** No object of Linux 6.1's SLAB is smaller: its index of free objects counts in bytes. */
  public static final int SMALLEST = 16;

  /**
   * The classes of Linux 6.1's SLAB, as they are left where objects must be aligned.
   *
   * @param alignment bytes, a power of two: {@code ARCH_KMALLOC_MINALIGN}
   */
  public static SizeClasses slab(int alignment) {
    return new SizeClasses(KmallocSizes.ofLinux61(alignment));
  }

  /** The smallest class for a request of {@code bytes}; -1 if it is above the largest. */
  public int classFor(long bytes) {
    for (int i = 0; i < sizes.length(); i++) {
      if (sizes.get(i) >= bytes) {
        return sizes.get(i);
      }
    }
    return -1;
  }

  /** The slack of one request of {@code bytes}: 0 above the largest class. */
  public long slack(long bytes) {
    int size = classFor(bytes);
    return size < 0 ? 0 : size - bytes;
  }

  /**
   * The slack of all requests, in bytes; over time, the average.
   *
   * @param demand by size
   */
  public long slack(Iterable<SizeDemand> demand, Weight weight) {
    long slack = 0;
    for (SizeDemand size : demand) {
      slack += size.weight(weight) * slack(size.bytes());
    }
    return weight == Weight.MEAN ? slack / SizeDemand.THOUSANDTHS : slack;
  }
}
