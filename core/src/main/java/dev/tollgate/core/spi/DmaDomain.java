package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;

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

  /** See {@link Iommu#unmap}. */
  void unmap(long ioPage, int pages);

  /** See {@link Iommu#invalidate}. */
  boolean invalidate(long ioPage, int pages);

  /** See {@link Iommu#invalidateAll}. */
  boolean invalidateAll();

  /** See {@link Iommu#endOfCall}. */
  default void endOfCall() {}
}
