package dev.tollgate.workload.trace;

/**
 * The physical pieces of a mapped scatter-gather list, with the size of each.
 *
 * <p>The kernel prints physical addresses and bus address ranges, but the size of the ranges only.
 * Where there are as many of both, they belong together one to one. Where an IOMMU joined pieces,
 * every piece but the last of a range must end on a page boundary (else they could not lie side by
 * side): a piece ends at its page's end, and what is left over goes to the last one. The sum is
 * always right; a piece of several pages in the middle of a joined list shows as one page.
 */
public final class ScatterPieces {

  private static final long PAGE_BYTES = 4096;

  private final long[] addresses = new long[KernelEvent.MOST_SEGMENTS];
  private final long[] physicals = new long[KernelEvent.MOST_SEGMENTS];
  private final long[] bytes = new long[KernelEvent.MOST_SEGMENTS];
  private int count;
  private boolean exact;

  /** Splits the list of a {@link EventKind#DMA_MAP_SCATTER} event. */
  public void split(KernelEvent event) {
    count = 0;
    exact = event.segments == event.physicalCount;
    if (exact) {
      for (int i = 0; i < event.segments; i++) {
        add(event.segmentAddresses[i], event.physicals[i], event.segmentBytes[i]);
      }
      return;
    }
    int entry = 0;
    for (int segment = 0; segment < event.segments; segment++) {
      boolean lastSegment = segment == event.segments - 1;
      int later = event.segments - segment - 1;
      long address = event.segmentAddresses[segment];
      long left = event.segmentBytes[segment];
      while (left > 0 && entry < event.physicalCount) {
        long physical = event.physicals[entry++];
        boolean lastEntry = event.physicalCount - entry <= (lastSegment ? 0 : later);
        long toPageEnd = PAGE_BYTES - (physical & (PAGE_BYTES - 1));
        long piece = lastEntry ? left : Math.min(left, toPageEnd);
        add(address, physical, piece);
        address += piece;
        left -= piece;
      }
    }
  }

  /** Returns the number of pieces. */
  public int count() {
    return count;
  }

  /** Tells whether the sizes are known and not worked out from page boundaries. */
  public boolean exact() {
    return exact;
  }

  /** Returns the bus address of a piece. */
  public long address(int piece) {
    return addresses[piece];
  }

  /** Returns the physical address of a piece. */
  public long physical(int piece) {
    return physicals[piece];
  }

  /** Returns the size of a piece in bytes. */
  public long bytes(int piece) {
    return bytes[piece];
  }

  private void add(long address, long physical, long size) {
    addresses[count] = address;
    physicals[count] = physical;
    bytes[count] = size;
    count++;
  }
}
