package dev.tollgate.bench;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;

/** One domain of an IOMMU without a safety meter, to measure what the meter costs. */
final class UnobservedDomain implements DmaDomain {

  /** Nobody watches drivers and devices. */
  static final DmaObserver NOBODY =
      new DmaObserver() {
        @Override
        public void granted(
            int device, long busAddress, long size, long physical, DmaDirection direction) {}

        @Override
        public void revoked(int device, long busAddress, long size, DmaDirection direction) {}

        @Override
        public void accessed(
            int device, long busAddress, int length, boolean write, long physical) {}
      };

  private final Iommu iommu;
  private final int domain;
  private final ImmutableSet<IommuCapability> capabilities;
  private final IovaAllocator iova;

  UnobservedDomain(Iommu iommu, int domain, ImmutableSet<IommuCapability> capabilities) {
    this.iommu = iommu;
    this.domain = domain;
    this.capabilities = capabilities;
    this.iova = iommu.iovaAllocator(domain);
  }

  @Override
  public ImmutableSet<IommuCapability> capabilities() {
    return capabilities;
  }

  @Override
  public IovaAllocator iova() {
    return iova;
  }

  @Override
  public void map(long ioPage, int pages, long frame, DmaDirection direction) {
    iommu.map(domain, ioPage, pages, frame, direction);
  }

  @Override
  public void unmap(long ioPage, int pages) {
    iommu.unmap(domain, ioPage, pages);
  }

  @Override
  public boolean invalidate(long ioPage, int pages) {
    return iommu.invalidate(domain, ioPage, pages);
  }

  @Override
  public boolean invalidateAll() {
    return iommu.invalidateAll(domain);
  }

  @Override
  public void endOfCall() {
    iommu.endOfCall(domain);
  }

  @Override
  public boolean refused() {
    return iommu.refused(domain);
  }
}
