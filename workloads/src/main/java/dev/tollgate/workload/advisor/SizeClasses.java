package dev.tollgate.workload.advisor;

import com.google.common.primitives.ImmutableIntArray;
import java.util.TreeSet;

/**
 * The sizes that a kernel's kmalloc rounds requests up to. Requests above the largest are served in
 * whole pages and concern no class.
 */
public record SizeClasses(ImmutableIntArray sizes) {

  /** The largest class of Linux 6.1 on 4 KiB pages (mm/slab.h, {@code KMALLOC_SHIFT_HIGH}). */
  public static final int LARGEST = 8192;

  /** No object of Linux 6.1's SLAB is smaller: its index of free objects counts in bytes. */
  public static final int SMALLEST = 16;

  private static final int SMALLEST_OF_SLAB = 32;
  private static final int[] ODD_SIZES = {96, 192};

  /**
   * The classes of Linux 6.1's SLAB, as they are left where objects must be aligned: 32, 64, 96,
   * 128, 192, 256, then powers of two to 8192. None is smaller than the alignment; 96 goes at 64
   * bytes, 192 at 128 (include/linux/slab.h, mm/slab_common.c).
   *
   * @param alignment bytes, a power of two: {@code ARCH_KMALLOC_MINALIGN}
   */
  public static SizeClasses slab(int alignment) {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int size = Math.max(SMALLEST_OF_SLAB, alignment); size <= LARGEST; size *= 2) {
      sizes.add(size);
    }
    for (int odd : ODD_SIZES) {
      if (odd % alignment == 0) {
        sizes.add(odd);
      }
    }
    return new SizeClasses(ImmutableIntArray.copyOf(sizes));
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
