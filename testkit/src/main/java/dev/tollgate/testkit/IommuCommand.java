package dev.tollgate.testkit;

import dev.tollgate.core.dma.DmaDirection;

/**
 * What a driver or device does to an IOMMU in a random sequence. Mappings are numbered from the
 * youngest, those that are gone from the one that went last, modulo how many there are.
 */
sealed interface IommuCommand {

  /** Takes I/O pages, alignment given as a power of two, and maps data frames there. */
  record Map(int domain, int pages, int alignmentShift, int frame, DmaDirection direction)
      implements IommuCommand {}

  /** Clears a mapping's entries, makes the unit forget them or not, gives the pages back. */
  record Unmap(int mapping, boolean invalidate) implements IommuCommand {}

  /** Makes the unit forget a live mapping's pages. */
  record Invalidate(int mapping) implements IommuCommand {}

  /** Makes the unit forget a domain. */
  record InvalidateAll(int domain) implements IommuCommand {}

  /** A device accesses a page of a live mapping. */
  record Access(int device, int mapping, int page, boolean write) implements IommuCommand {}

  /** A device accesses a page of a mapping that is gone. */
  record AccessGone(int device, int mapping, int page, boolean write) implements IommuCommand {}

  /** A device accesses any page. */
  record AccessAny(int device, int ioPage, boolean write) implements IommuCommand {}
}
