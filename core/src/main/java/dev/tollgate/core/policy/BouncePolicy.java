package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.BootMemory;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Strict, and never lets the device at a page that holds anything but the buffer: what does not
 * fill its pages is copied to bounce buffers, as Linux does for devices that it does not trust
 * ({@code dev_use_swiotlb} in {@code drivers/iommu/dma-iommu.c}, {@code kernel/dma/swiotlb.c}).
 *
 * <p>At map the buffer is copied to page frames of a {@link SlotPool}, the rest of these is
 * cleared, and they are mapped instead of the buffer's own, with the buffer's offset in its page.
 * Sync copies what is synchronised. At unmap the entries are cleared and the unit made to forget
 * them, and only then the device's bytes are copied back and the page frames given back. The buffer
 * is copied at map even if the device is only to write it, so that what it does not write is
 * unchanged after unmap, as in Linux since 5.18; that can be left out, and the driver then finds
 * zeros there, as before. Coherent memory is mapped where it lies: it has its page frames for
 * itself.
 *
 * <p>Guarantee: that of {@link StrictPolicy}; and no byte beside a buffer is ever reachable, except
 * zeros, and bytes of coherent memory's own pages; and after unmap no device can change what the
 * driver got, even if the unit gave up forgetting. Buffers that fill their pages are mapped where
 * they lie, unless all are copied. With {@link Which#ENDS} the same holds of bytes beside, but not
 * of what the driver got, where the unit gives up.
 *
 * <p>A run of slots is 256 KiB at most: longer buffers cannot be mapped, unless only their ends are
 * copied. All devices of a domain share the pool, as all of a machine share Linux's.
 */
final class BouncePolicy extends StrictPolicy {

  /** Which buffers are copied. */
  enum Which {
    /** Of buffers that do not fill their first and last page, those pages alone. */
    ENDS,
    /** The whole of buffers that do not fill their first and last page. */
    UNALIGNED,
    /** Every buffer. */
    ALL
  }

  /**
   * How the policy is set up.
   *
   * @param which which buffers are copied
   * @param poolBytes size of the pool, rounded up to whole segments
   * @param preserves whether buffers are copied at map that the device is only to write
   */
  record Shape(Which which, long poolBytes, boolean preserves) {}

  private static final long LOW_MEMORY = 1L << 32;
  private static final int PAGE_BYTES = 1 << IoPages.SHIFT;

  private final Shape shape;
  private final PageCopies copies;
  private final SlotPool pool;
  private boolean madePool;
  private long bounced;

  /**
   * @throws BadInputException if there is no room for the pool
   */
  BouncePolicy(PolicyContext context, Shape shape) {
    super(context);
    this.shape = shape;
    this.copies = new PageCopies(context.machine());
    this.pool =
        domain.shared(
            SlotPool.class,
            () -> {
              madePool = true;
              return pool(context.machine(), shape.poolBytes());
            });
  }

  private static SlotPool pool(Machine machine, long wanted) {
    long bytes = -Math.floorDiv(-wanted, SlotPool.SEGMENT_BYTES) * SlotPool.SEGMENT_BYTES;
    long base = machine.bootMemory().allocate("software IO TLB", bytes, PAGE_BYTES, LOW_MEMORY);
    if (base == BootMemory.NO_ADDRESS) {
      throw new BadInputException(
          ("policy.bounce.pool: machine %s has no %d bytes free below 4 GiB for bounce buffers;"
                  + " choose a smaller pool or a machine with more memory")
              .formatted(machine.profile().name(), bytes));
    }
    return new SlotPool(machine, base, bytes);
  }

  @Override
  public long mapCoherent(long physical, long size, int pageAlignment) {
    return finished(mapInPlace(physical, size, DmaDirection.BIDIRECTIONAL, pageAlignment), size);
  }

  @Override
  long mapBuffer(long physical, long size, DmaDirection direction, int pageAlignment) {
    boolean headWhole = IoPages.offset(physical) == 0;
    boolean tailWhole = IoPages.offset(physical + size) == 0;
    if (headWhole && tailWhole && shape.which != Which.ALL) {
      return mapInPlace(physical, size, direction, pageAlignment);
    }
    int pages = Math.toIntExact(IoPages.spanned(physical, size));
    long ioPage = take(pages, pageAlignment);
    if (ioPage == IovaAllocator.NONE) {
      return MAPPING_ERROR;
    }
    boolean mapped =
        (shape.which == Which.ENDS && pages > 1)
            ? mapEnds(ioPage, pages, physical, size, direction, headWhole, tailWhole)
            : mapWhole(ioPage, pages, physical, size, direction);
    if (!mapped) {
      iova.free(ioPage, pages);
      return MAPPING_ERROR;
    }
    bounced++;
    return (ioPage << IoPages.SHIFT) + IoPages.offset(physical);
  }

  private boolean mapWhole(
      long ioPage, int pages, long physical, long size, DmaDirection direction) {
    long copy = pool.take(pages);
    if (copy == SlotPool.NONE) {
      return false;
    }
    mapCopy(copy, ioPage, 0, pages, physical, size, direction);
    return true;
  }

  private boolean mapEnds(
      long ioPage,
      int pages,
      long physical,
      long size,
      DmaDirection direction,
      boolean headWhole,
      boolean tailWhole) {
    long head = headWhole ? SlotPool.NONE : pool.take(1);
    if (head == SlotPool.NONE && !headWhole) {
      return false;
    }
    long tail = tailWhole ? SlotPool.NONE : pool.take(1);
    if (tail == SlotPool.NONE && !tailWhole) {
      if (!headWhole) {
        pool.giveBack(head, 1);
      }
      return false;
    }
    int first = 0;
    int end = pages;
    if (!headWhole) {
      mapCopy(head, ioPage, first++, 1, physical, size, direction);
    }
    if (!tailWhole) {
      mapCopy(tail, ioPage, --end, 1, physical, size, direction);
    }
    if (first < end) {
      domain.map(ioPage + first, end - first, IoPages.of(physical) + first, direction);
    }
    return true;
  }

  /** Maps {@code count} pages of a buffer, from its {@code index}-th, to a copy of them. */
  private void mapCopy(
      long copy,
      long ioPage,
      int index,
      int count,
      long physical,
      long size,
      DmaDirection direction) {
    long begin = physical - IoPages.offset(physical);
    for (int i = index; i < index + count; i++) {
      long page = begin + (long) i * PAGE_BYTES;
      int start = (int) Math.max(0, physical - page);
      int end = (int) Math.min(PAGE_BYTES, physical + size - page);
      copies.add(ioPage + i, copy + (long) (i - index) * PAGE_BYTES, page, start, end, direction);
      if (shape.preserves || direction.deviceReads()) {
        copies.copyIn(ioPage + i);
        copies.clearBeside(ioPage + i);
      } else {
        copies.clear(ioPage + i);
      }
    }
    domain.mapDedicated(ioPage + index, count, IoPages.of(copy), direction);
  }

  @Override
  public void syncForCpu(long busAddress, long size, DmaDirection direction) {
    if (isInDomain(busAddress, size)) {
      copies.sync(busAddress, size, false);
    }
  }

  @Override
  public void syncForDevice(long busAddress, long size, DmaDirection direction) {
    if (isInDomain(busAddress, size)) {
      copies.sync(busAddress, size, true);
    }
  }

  @Override
  void discarded(long ioPage, int pages) {
    for (int i = 0; i < pages; i++) {
      if (copies.copyOf(ioPage + i) != PageCopies.NONE) {
        copies.detach(ioPage + i);
      }
    }
  }

  @Override
  void unmapped(long ioPage, int pages) {
    for (int i = 0; i < pages; i++) {
      if (copies.copyOf(ioPage + i) != PageCopies.NONE) {
        copies.copyOut(ioPage + i);
        copies.detach(ioPage + i);
      }
    }
  }

  @Override
  void forgotten(long ioPage, int pages) {
    for (int i = 0; i < pages; ) {
      long copy = copies.copyOf(ioPage + i);
      int run = 1;
      if (copy != PageCopies.NONE) {
        copies.remove(ioPage + i);
        while (i + run < pages && isNext(ioPage + i + run, copy, run)) {
          copies.remove(ioPage + i + run);
          run++;
        }
        pool.giveBack(copy, run);
      }
      i += run;
    }
  }

  private boolean isNext(long ioPage, long copy, int run) {
    long next = copy + (long) run * PAGE_BYTES;
    return copies.copyOf(ioPage) == next && !pool.beginsSegment(next);
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    sink.metric(
        "policy.copied.maps",
        bounced,
        "count",
        "Buffers copied, wholly or in part, for the device");
    sink.metric(
        "policy.copied.bytes",
        copies.bytesCopied(),
        "bytes",
        "Bytes copied between buffers and their copies, both ways");
    sink.metric(
        "policy.cleared.bytes",
        copies.bytesCleared(),
        "bytes",
        "Bytes cleared on pages of copies, so that nothing else shows there");
    if (madePool) {
      sink.metric("policy.pool.bytes", pool.bytes(), "bytes", "Memory set aside for copies");
      sink.metric("policy.pool.bytes.peak", pool.mostBytes(), "bytes", "Memory of copies, at most");
      sink.metric(
          "policy.pool.refused", pool.refused(), "count", "Times that no run of slots was free");
    }
  }
}
