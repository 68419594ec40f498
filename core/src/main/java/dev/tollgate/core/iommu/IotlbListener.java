package dev.tollgate.core.iommu;

/**
 * Hears which translations an {@link Iotlb} comes to hold and which it drops for want of room.
 * Translations that somebody invalidates are not reported: whoever does it knows.
 *
 * <p>Called in the middle of {@link Iotlb#fill}; must not call the cache.
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
}
