package dev.tollgate.core.policy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Never maps a driver's memory: each buffer is copied to a shadow buffer that is mapped for good,
 * and back, so that in a steady state nothing is mapped, unmapped or invalidated. After Markuze,
 * Morrison and Tsafrir, "True IOMMU Protection from DMA Attacks: When Copy Is Faster than Zero
 * Copy", ASPLOS 2016.
 *
 * <p>A device has shadow buffers for each direction, of one page and of 16 ({@link ShadowBuffers});
 * larger ones, which the paper maps in place but for their ends, have classes of their own here. At
 * map the driver's bytes are copied to a free one if the device may read them; at unmap the
 * device's bytes are copied back if it may write, and the shadow buffer is free again, mapped as it
 * is. Sync copies what is synchronised. Shadow buffers are made when none is free and kept; when
 * I/O pages or page frames run short, those not in use are given up, with one invalidation.
 * Coherent memory is mapped where it lies, strictly.
 *
 * <p>Guarantee: the device reaches no byte of a driver's memory but coherent memory, at any time:
 * no neighbour, nothing after unmap, and nothing it does changes what a driver got once unmap has
 * returned. What it may reach at any time are its own shadow buffers, each by its direction: bytes
 * that were meant for it or came from it. It needs no invalidation to hold.
 *
 * <p>Bytes of a receive buffer that the device does not write hold after unmap what the shadow
 * buffer held: older bytes of the same device. With {@code preserve} the buffer is copied at map
 * too, and they are unchanged.
 */
final class ShadowPolicy extends PageMappingPolicy {

  /** One shadow buffer taken or given back. */
  static final Step SHADOW_BUFFER =
      new Step(
          "shadow-buffer",
          "shadow buffer taken or given back",
          Price.estimated(30, "head of a free list moved, and its record read or written"));

  private final boolean preserves;
  private final PageCopies copies;
  private final ShadowBuffers buffers;
  private final WithheldPages withheld = new WithheldPages();
  private final CycleLedger ledger;
  private final int steps;
  private long maps;

  /**
   * @param preserves whether buffers are copied at map that the device is only to write
   */
  ShadowPolicy(PolicyContext context, boolean preserves) {
    super(context);
    this.preserves = preserves;
    this.copies = new PageCopies(context.machine());
    this.buffers = new ShadowBuffers(context.machine(), this);
    this.ledger = context.machine().ledger();
    this.steps = ledger.open(CostCenter.COPY, SHADOW_BUFFER);
  }

  @Override
  public long mapCoherent(long physical, long size, int pageAlignment) {
    return finished(mapInPlace(physical, size, DmaDirection.BIDIRECTIONAL, pageAlignment), size);
  }

  @Override
  long mapBuffer(long physical, long size, DmaDirection direction, int pageAlignment) {
    int pages = Math.toIntExact(IoPages.spanned(physical, size));
    ledger.add(steps, 1);
    int buffer = buffers.take(direction, Math.max(pages, pageAlignment));
    if (buffer == ShadowBuffers.NONE) {
      return MAPPING_ERROR;
    }
    maps++;
    long ioPage = buffers.ioPage(buffer);
    long begin = physical - IoPages.offset(physical);
    for (int i = 0; i < pages; i++) {
      long page = begin + ((long) i << IoPages.SHIFT);
      int start = (int) Math.max(0, physical - page);
      int end = (int) Math.min(1L << IoPages.SHIFT, physical + size - page);
      long copy = buffers.address(buffer) + ((long) i << IoPages.SHIFT);
      copies.add(ioPage + i, copy, page, start, end, direction);
      if (preserves || direction.deviceReads()) {
        copies.copyIn(ioPage + i);
      }
    }
    return (ioPage << IoPages.SHIFT) + IoPages.offset(physical);
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
  boolean release(long ioPage, int pages) {
    int buffer = buffers.takenAt(ioPage);
    if (buffer == ShadowBuffers.NONE) {
      return !buffers.holds(ioPage) && releaseCoherent(ioPage, pages);
    }
    for (long page = ioPage;
        page < buffers.end(buffer) && copies.copyOf(page) != PageCopies.NONE;
        page++) {
      copies.copyOut(page);
      copies.remove(page);
    }
    ledger.add(steps, 1);
    buffers.giveBack(buffer);
    return true;
  }

  private boolean releaseCoherent(long ioPage, int pages) {
    domain.unmap(ioPage, pages);
    if (countFailed(domain.invalidate(ioPage, pages))) {
      return iova.free(ioPage, pages);
    }
    withheld.add(ioPage, pages);
    return true;
  }

  @Override
  void discarded(long ioPage, int pages) {
    for (long page = ioPage; page < ioPage + pages; page++) {
      if (copies.copyOf(page) != PageCopies.NONE) {
        copies.detach(page);
      }
    }
  }

  @Override
  void forgetRefused() {
    makeFreePagesUsable();
  }

  @Override
  void makeFreePagesUsable() {
    if (buffers.areIdle()) {
      buffers.giveUpIdle();
    }
    if (!withheld.isEmpty() && invalidateAll()) {
      withheld.giveBackTo(iova);
    }
  }

  @Override
  public void close() {
    if (buffers.areIdle() || !withheld.isEmpty()) {
      makeFreePagesUsable();
      domain.endOfCall();
    }
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    sink.metric(
        "policy.copied.maps", maps, "count", "Buffers copied, wholly or in part, for the device");
    sink.metric(
        "policy.copied.bytes",
        copies.bytesCopied(),
        "bytes",
        "Bytes copied between buffers and their copies, both ways");
    buffers.report(sink);
  }
}
