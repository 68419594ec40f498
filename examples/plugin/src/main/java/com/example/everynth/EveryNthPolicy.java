package com.example.everynth;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import java.util.Arrays;

/**
 * Invalidates everything at every n-th unmap; each segment of a scatter list counts as one.
 *
 * <p>Guarantee: after unmap, the device reaches the buffer only through translations that the unit
 * still caches; that holds for fewer than n unmapped buffers of a device at a time. It is a bound
 * in unmaps, not in time: on an idle bus the window stays open. No I/O page is used again before
 * the unit has forgotten it, so an old translation never shadows a new mapping. If the unit gives
 * up an invalidation, the pages stay out of use and the next unmap tries again; the bound does not
 * hold till then.
 */
final class EveryNthPolicy implements ProtectionPolicy {

  /** What this policy does beyond what the unit and its allocator count themselves. */
  private static final Step NOTE =
      new Step(
          "every-nth-note",
          "run of I/O pages noted for later",
          Price.estimated(6, "two stores and an addition in cached memory"));

  private static final int PAGE_SHIFT = 12;
  private static final long OFFSET_MASK = (1L << PAGE_SHIFT) - 1;

  private final DmaDomain domain;
  private final IovaAllocator iova;
  private final CycleLedger ledger;
  private final int note;
  private final long boundaryPages;
  private final int unmaps;

  /** Runs of I/O pages whose entries are cleared but which the unit may still remember. */
  private long[] waitingPage;

  private int[] waitingPages;
  private int waiting;
  private long unknownUnmaps;
  private long failedInvalidations;

  EveryNthPolicy(PolicyContext context, int unmaps) {
    domain = context.domain();
    iova = domain.iova();
    ledger = context.machine().ledger();
    note = ledger.open(CostCenter.IOVA_ALLOCATION, NOTE);
    long boundary = context.device().segmentBoundaryMask() + 1;
    boundaryPages = boundary <= 0 ? Long.MAX_VALUE : (boundary + OFFSET_MASK) >>> PAGE_SHIFT;
    this.unmaps = unmaps;
    waitingPage = new long[unmaps];
    waitingPages = new int[unmaps];
  }

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    long bus = mapBuffer(physical, size, direction, pageAlignment);
    domain.endOfCall();
    return bus;
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {
    unmapBuffer(busAddress, size);
    domain.endOfCall();
  }

  @Override
  public int mapScatter(ScatterList list, DmaDirection direction) {
    int mapped = 0;
    while (mapped < list.length()) {
      long bus = mapBuffer(list.physical(mapped), list.size(mapped), direction, 1);
      if (bus == MAPPING_ERROR) {
        break;
      }
      list.placeAt(mapped++, bus);
    }
    if (mapped < list.length()) {
      for (int i = 0; i < mapped; i++) {
        unmapBuffer(list.busAddress(i), list.size(i));
      }
      mapped = 0;
    }
    domain.endOfCall();
    return mapped;
  }

  @Override
  public void unmapScatter(ScatterList list, DmaDirection direction) {
    for (int i = 0; i < list.length(); i++) {
      unmapBuffer(list.busAddress(i), list.size(i));
    }
    domain.endOfCall();
  }

  @Override
  public void close() {
    forgetWaiting();
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric(
        "policy.unmaps.unknown",
        unknownUnmaps,
        "count",
        "Unmaps of I/O pages that were not mapped, wholly or in part");
    sink.metric(
        "policy.invalidations.failed",
        failedInvalidations,
        "count",
        "Invalidations that the unit gave up");
  }

  private long mapBuffer(long physical, long size, DmaDirection direction, int pageAlignment) {
    int pages = Math.toIntExact(pages(physical, size));
    long ioPage = iova.allocate(pages, pageAlignment, boundaryPages);
    if (ioPage == IovaAllocator.NONE) {
      forgetWaiting();
      ioPage = iova.retry(pages, pageAlignment, boundaryPages);
      if (ioPage == IovaAllocator.NONE) {
        return MAPPING_ERROR;
      }
    }
    domain.map(ioPage, pages, physical >>> PAGE_SHIFT, direction);
    return (ioPage << PAGE_SHIFT) + (physical & OFFSET_MASK);
  }

  /** Clears the entries at once; the I/O pages wait until the unit has forgotten them. */
  private void unmapBuffer(long busAddress, long size) {
    long ioPage = busAddress >>> PAGE_SHIFT;
    if (busAddress < 0 || ioPage > iova.size() - pages(busAddress, size)) {
      unknownUnmaps++;
      return;
    }
    int pages = (int) pages(busAddress, size);
    domain.unmap(ioPage, pages);
    if (waiting == waitingPage.length) {
      waitingPage = Arrays.copyOf(waitingPage, 2 * waiting);
      waitingPages = Arrays.copyOf(waitingPages, 2 * waiting);
    }
    waitingPage[waiting] = ioPage;
    waitingPages[waiting++] = pages;
    ledger.add(note, 1);
    if (waiting >= unmaps) {
      forgetWaiting();
    }
  }

  private void forgetWaiting() {
    if (waiting == 0) {
      return;
    }
    if (!domain.invalidateAll()) {
      failedInvalidations++;
      return;
    }
    for (int i = 0; i < waiting; i++) {
      if (!iova.free(waitingPage[i], waitingPages[i])) {
        unknownUnmaps++;
      }
    }
    waiting = 0;
  }

  /** How many pages {@code size} bytes at {@code address} touch. */
  private static long pages(long address, long size) {
    return ((address & OFFSET_MASK) + size + OFFSET_MASK) >>> PAGE_SHIFT;
  }
}
