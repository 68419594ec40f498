package dev.tollgate.core.iommu;

import dev.tollgate.core.dma.DmaDirection;

/**
 * Hears which translations a unit's cache comes to hold, which it drops for want of room, and which
 * the unit's driver makes it forget unasked.
 *
 * <p>An {@link Iotlb} reports its fills and evictions, in the middle of {@link Iotlb#fill}; the
 * listener must not call the cache. A driver that invalidates when it maps ({@link
 * dev.tollgate.core.spi.IommuCapability#INVALIDATES_ON_MAP}) reports what it invalidated; so does a
 * hypervisor, and what it enters on its own. What somebody asked the unit to invalidate is not
 * reported: whoever asked knows.
 */
public interface IotlbListener {

  /** A listener that ignores everything. */
  IotlbListener NONE =
      new IotlbListener() {
        @Override
        public void filled(int domain, long ioPage, long value) {}

        @Override
        public void evicted(int domain, long ioPage) {}
      };

  /** The cache now holds {@code value} for the page; also if it held another one before. */
  void filled(int domain, long ioPage, long value);

  /** The page gave way to another; {@link #filled} with that other page follows. */
  void evicted(int domain, long ioPage);

  /** The driver, unasked, has made sure that no translation of some pages is held any more. */
  default void forgot(int domain, long firstPage, int pages) {}

  /** The same for all pages of a domain. */
  default void forgotAll(int domain) {}

  /**
   * A hypervisor made an entry that nobody asked for through the {@link
   * dev.tollgate.core.spi.Iommu}: the page leads to a frame now.
   *
   * @param granted what the entry really allows
   */
  default void entered(int domain, long ioPage, long frame, DmaDirection granted) {}

  /** A hypervisor cleared such an entry; translations of it may still be held. */
  default void cleared(int domain, long ioPage) {}
}
