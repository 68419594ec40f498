package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;

/**
 * What the policies share that give each mapping I/O pages of its own and take them back at unmap:
 * the arithmetic, the search, scatter lists and the end of each call. Subclasses say when the unit
 * forgets.
 *
 * <p>A buffer is mapped by whole pages, so the device reaches all of every page that the buffer
 * touches. The bus address keeps the buffer's offset within its first page.
 *
 * <p>Where a hypervisor refuses an entry, the mapping fails: nothing of it stays.
 *
 * <p>Unmapping believes the driver. What lies outside the domain's I/O pages is ignored and
 * counted. Pages that are not taken are unmapped all the same, which changes nothing, and counted.
 * Pages that another mapping has taken meanwhile are taken from it, as on the real machine.
 */
abstract class PageMappingPolicy implements ProtectionPolicy {

  /** Where the mappings go. */
  final DmaDomain domain;

  /** Where their I/O pages come from. */
  final IovaAllocator iova;

  private final long boundaryPages;
  private final long pagesInDomain;
  private long searchesRepeated;
  private long searchesFailed;
  private long unknownUnmaps;
  private long failedInvalidations;

  PageMappingPolicy(PolicyContext context) {
    domain = context.domain();
    iova = domain.iova();
    boundaryPages = IoPages.boundary(context.device());
    pagesInDomain = iova.size();
  }

  /** The search for I/O pages came to the end; makes those given back fit for use again. */
  abstract void makeFreePagesUsable();

  /**
   * Ends the mapping of I/O pages that the driver unmapped.
   *
   * @return false if some of them were not taken
   */
  abstract boolean release(long ioPage, int pages);

  @Override
  public final long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    return finished(mapBuffer(physical, size, direction, pageAlignment), size);
  }

  /**
   * Ends a call that mapped one buffer, and undoes it if a hypervisor refused an entry.
   *
   * @return the buffer's bus address, or {@link #MAPPING_ERROR}
   */
  final long finished(long bus, long size) {
    domain.endOfCall();
    if (!domain.refused()) {
      return bus;
    }
    if (bus != MAPPING_ERROR) {
      discarded(IoPages.of(bus), (int) IoPages.spanned(bus, size));
      releaseBuffer(bus, size);
    }
    endRefused();
    return MAPPING_ERROR;
  }

  /** The same for the first segments of a list; how many of them are mapped: all or none. */
  private int finished(int mapped, ScatterList list) {
    domain.endOfCall();
    if (!domain.refused()) {
      return mapped;
    }
    for (int i = 0; i < mapped; i++) {
      discarded(IoPages.of(list.busAddress(i)), pages(list, i));
    }
    releaseFirst(mapped, list);
    endRefused();
    return 0;
  }

  private void endRefused() {
    forgetRefused();
    domain.endOfCall();
    if (domain.refused()) {
      throw new IllegalStateException("an entry was refused though none was written");
    }
  }

  /** What was kept for later use may lead nowhere: it must not be used again. */
  void forgetRefused() {}

  @Override
  public final void unmap(long busAddress, long size, DmaDirection direction) {
    releaseBuffer(busAddress, size);
    domain.endOfCall();
  }

  @Override
  public final int mapScatter(ScatterList list, DmaDirection direction) {
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
        discarded(IoPages.of(list.busAddress(i)), pages(list, i));
      }
      releaseFirst(mapped, list);
      mapped = 0;
    }
    return finished(mapped, list);
  }

  @Override
  public final void unmapScatter(ScatterList list, DmaDirection direction) {
    releaseFirst(list.length(), list);
    domain.endOfCall();
  }

  @Override
  public final int mapMulti(ScatterList list, DmaDirection direction) {
    int mapped = 0;
    while (mapped < list.length()) {
      long bus = mapBuffer(list.physical(mapped), list.size(mapped), direction, 1);
      if (bus == MAPPING_ERROR) {
        break;
      }
      list.placeAt(mapped++, bus);
    }
    return finished(mapped, list);
  }

  @Override
  public final void unmapMulti(ScatterList list, DmaDirection direction) {
    releaseFirst(list.length(), list);
    domain.endOfCall();
  }

  /** What was just mapped is to be unmapped again, before anybody knows of it. */
  void discarded(long ioPage, int pages) {}

  private static int pages(ScatterList list, int index) {
    return (int) IoPages.spanned(list.physical(index), list.size(index));
  }

  /** Releases the first {@code count} segments of a list, in order. */
  void releaseFirst(int count, ScatterList list) {
    for (int i = 0; i < count; i++) {
      releaseBuffer(list.busAddress(i), list.size(i));
    }
  }

  /** Whether an address that a driver wants unmapped can be one of this domain at all. */
  final boolean isInDomain(long busAddress, long size) {
    return busAddress >= 0
        && IoPages.of(busAddress) <= pagesInDomain - IoPages.spanned(busAddress, size);
  }

  /** A driver unmapped what was not mapped. */
  final void countUnknown() {
    unknownUnmaps++;
  }

  /** Makes the unit forget everything; false if it gave up. */
  final boolean invalidateAll() {
    return countFailed(domain.invalidateAll());
  }

  /** Passes on whether an invalidation succeeded, and counts it if not. */
  final boolean countFailed(boolean invalidated) {
    if (!invalidated) {
      failedInvalidations++;
    }
    return invalidated;
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric(
        "policy.searches.repeated",
        searchesRepeated,
        "count",
        "Searches for I/O pages that came to the end and began again");
    sink.metric(
        "policy.searches.failed",
        searchesFailed,
        "count",
        "Searches for I/O pages that found none");
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

  /**
   * Maps one buffer.
   *
   * @return bus address of its first byte, or {@link #MAPPING_ERROR}; then nothing stays mapped
   */
  long mapBuffer(long physical, long size, DmaDirection direction, int pageAlignment) {
    return mapInPlace(physical, size, direction, pageAlignment);
  }

  /** Maps one buffer where it lies; the same result. */
  final long mapInPlace(long physical, long size, DmaDirection direction, int pageAlignment) {
    int pages = Math.toIntExact(IoPages.spanned(physical, size));
    long ioPage = take(pages, pageAlignment);
    if (ioPage == IovaAllocator.NONE) {
      return MAPPING_ERROR;
    }
    domain.map(ioPage, pages, IoPages.of(physical), direction);
    return (ioPage << IoPages.SHIFT) + IoPages.offset(physical);
  }

  /** Takes I/O pages; {@link IovaAllocator#NONE} if there are none. */
  long take(int pages, int alignment) {
    long ioPage = iova.allocate(pages, alignment, boundaryPages);
    return ioPage == IovaAllocator.NONE ? searchAgain(pages, alignment) : ioPage;
  }

  private long searchAgain(int pages, int pageAlignment) {
    searchesRepeated++;
    makeFreePagesUsable();
    long ioPage = iova.retry(pages, pageAlignment, boundaryPages);
    if (ioPage == IovaAllocator.NONE) {
      searchesFailed++;
    }
    return ioPage;
  }

  /** Ends the mapping that a driver unmapped, if there is one. */
  final void releaseBuffer(long busAddress, long size) {
    if (!isInDomain(busAddress, size)
        || !release(IoPages.of(busAddress), (int) IoPages.spanned(busAddress, size))) {
      countUnknown();
    }
  }
}
