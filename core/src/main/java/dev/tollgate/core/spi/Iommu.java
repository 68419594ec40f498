package dev.tollgate.core.spi;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.metric.MetricSink;
import org.jspecify.annotations.Nullable;

/**
 * An IOMMU of one run together with the driver code that programs it: real entries in tables in
 * simulated memory, a cache of translations, and the steps that reading, writing and forgetting
 * take.
 *
 * <p>Devices are grouped into translation domains: devices of one domain share every mapping. When
 * entries are written and when translations are forgotten is decided by a {@link ProtectionPolicy};
 * the IOMMU adds only what its hardware needs to be correct ({@link
 * IommuCapability#INVALIDATES_ON_MAP}). Every method books the steps it took.
 */
public interface Iommu extends AddressTranslation {

  /**
   * Whether the unit stands in front of a device at all. Where it does not, bus addresses are
   * physical ones, the device has no domain and nothing may be mapped for it.
   */
  default boolean translates(int device) {
    return true;
  }

  /**
   * The translation domain in front of a device, from 0 without gaps.
   *
   * @throws IllegalArgumentException if the unit does not translate for it
   */
  int domainOf(int device);

  /** The allocator of I/O pages that this IOMMU's driver uses for a domain. */
  IovaAllocator iovaAllocator(int domain);

  /**
   * Writes entries so that I/O pages {@code ioPage} … {@code ioPage + pages - 1} lead to physical
   * frames {@code frame} …, with the rights {@link #grants} gives for the direction.
   */
  void map(int domain, long ioPage, int pages, long frame, DmaDirection direction);

  /** Clears the entries of I/O pages. Cached translations stay. */
  void unmap(int domain, long ioPage, int pages);

  /**
   * Makes the unit forget all translations of a domain (and, where the hardware knows no smaller
   * scope, of others too).
   *
   * @return false if the hardware gave up and may still hold old translations
   */
  boolean invalidateAll(int domain);

  /**
   * Makes the unit forget the translations of chosen I/O pages; forgets more where the hardware
   * cannot select.
   *
   * @return false if the hardware gave up and may still hold old translations
   */
  default boolean invalidate(int domain, long ioPage, int pages) {
    return invalidateAll(domain);
  }

  /** Ends one DMA API call that mapped or unmapped: the place for work done once a call. */
  default void endOfCall(int domain) {}

  /**
   * Whether an entry that was to be written since this was last asked was not, because a hypervisor
   * refused it: known after {@link #endOfCall}, and told once. Nothing of the page is mapped then.
   */
  default boolean refused(int domain) {
    return false;
  }

  /**
   * What entries written for {@code direction} really allow, which may be more than was asked: a
   * unit without write-only entries lets the device read receive buffers.
   */
  default DmaDirection grants(DmaDirection direction) {
    return direction;
  }

  /**
   * Where in memory the entry of an I/O page stands, for looking at its bytes; null if the page has
   * none.
   */
  default @Nullable TableEntry entry(int domain, long ioPage) {
    return null;
  }

  /** Reports the unit's own figures, named {@code iommu.…}, at the end of a run. */
  default void report(MetricSink sink) {}

  /**
   * Compares tables, bitmaps and caches with each other at the end of a run.
   *
   * @throws dev.tollgate.core.error.InvariantViolation if they contradict each other
   */
  default void check() {}
}
