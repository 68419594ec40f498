package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import java.util.function.Supplier;

/**
 * A translation domain as a protection policy sees it: an IOMMU's {@link Iommu} methods for one
 * domain, with every call reported to the exposure ledger.
 */
public interface DmaDomain {

  /** What the unit behind this domain can do. */
  ImmutableSet<IommuCapability> capabilities();

  /** The driver's allocator of I/O pages. */
  IovaAllocator iova();

  /** See {@link Iommu#map}. */
  void map(long ioPage, int pages, long frame, DmaDirection direction);

  /**
   * As {@link #map}, to frames that the policy dedicates to this domain's DMA: they hold copies of
   * buffers, padding, and nothing of anybody else's for as long as any translation to them may
   * exist.
   */
  default void mapDedicated(long ioPage, int pages, long frame, DmaDirection direction) {
    map(ioPage, pages, frame, direction);
  }

  /** See {@link Iommu#unmap}. */
  void unmap(long ioPage, int pages);

  /** See {@link Iommu#invalidate}. */
  boolean invalidate(long ioPage, int pages);

  /** See {@link Iommu#invalidateAll}. */
  boolean invalidateAll();

  /** See {@link Iommu#endOfCall}. */
  default void endOfCall() {}

  /** See {@link Iommu#refused}. */
  default boolean refused() {
    return false;
  }

  /**
   * What the policies of all devices in this domain share, such as a queue of I/O pages to be
   * flushed together: made when the first of them asks. A domain that does not keep such things has
   * a new one made for each that asks.
   *
   * @param type what it is; a domain keeps one object of each
   * @param maker makes it
   */
  default <T> T shared(Class<T> type, Supplier<T> maker) {
    return maker.get();
  }
}
