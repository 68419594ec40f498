package dev.tollgate.core.spi;

/**
 * What an IOMMU, as driven by its operating system, can do. Policies and workloads ask for these.
 */
public enum IommuCapability {
  /**
   * Translates nothing: there is no IOMMU, bus addresses are physical ones. Excludes all others.
   */
  UNTRANSLATED,
  /** Can forget the translations of chosen I/O pages, leaving others cached. */
  SELECTIVE_INVALIDATION,
  /** Refuses an access to an I/O page without a valid entry, and reports it. */
  FAULTS_ON_UNMAPPED,
  /** Entries can forbid the device to write. */
  READ_ONLY_ENTRIES,
  /** Entries can forbid the device to read. */
  WRITE_ONLY_ENTRIES,
  /**
   * The driver invalidates when it maps, because unused entries may be cached too, and reports what
   * it invalidated to the {@link dev.tollgate.core.iommu.IotlbListener}.
   */
  INVALIDATES_ON_MAP,
  /**
   * A hypervisor writes the entries and lets none lead to a frame that is not the guest's own: even
   * a guest that maps everything it has keeps its devices away from others.
   */
  GUARDED_BY_HYPERVISOR,
  /**
   * The hypervisor makes entries for frames of other guests on its own, when they are mapped, and
   * the DMA API never sees them.
   */
  ENTERED_BY_HYPERVISOR
}
