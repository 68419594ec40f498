package dev.tollgate.core.run;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.function.Supplier;

/** Tells a witness what a policy does with a domain, once the domain has done it. */
record WatchedDomain(DmaDomain domain, int number, Iommu iommu, Witness witness)
    implements DmaDomain {

  @Override
  public ImmutableSet<IommuCapability> capabilities() {
    return domain.capabilities();
  }

  @Override
  public IovaAllocator iova() {
    return domain.iova();
  }

  @Override
  public void map(long ioPage, int pages, long frame, DmaDirection direction) {
    witness.changing(number, ioPage, pages);
    domain.map(ioPage, pages, frame, direction);
    witness.stored(number, ioPage, pages, frame, iommu.grants(direction));
  }

  @Override
  public void mapDedicated(long ioPage, int pages, long frame, DmaDirection direction) {
    witness.changing(number, ioPage, pages);
    domain.mapDedicated(ioPage, pages, frame, direction);
    witness.storedDedicated(number, ioPage, pages, frame, iommu.grants(direction));
  }

  @Override
  public void unmap(long ioPage, int pages) {
    witness.changing(number, ioPage, pages);
    domain.unmap(ioPage, pages);
    witness.cleared(number, ioPage, pages);
  }

  @Override
  public boolean invalidate(long ioPage, int pages) {
    boolean forgotten = domain.invalidate(ioPage, pages);
    boolean selects = capabilities().contains(IommuCapability.SELECTIVE_INVALIDATION);
    witness.invalidated(number, ioPage, selects ? pages : -1, forgotten);
    return forgotten;
  }

  @Override
  public boolean invalidateAll() {
    boolean forgotten = domain.invalidateAll();
    witness.invalidated(number, 0, -1, forgotten);
    return forgotten;
  }

  @Override
  public void endOfCall() {
    domain.endOfCall();
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> maker) {
    return domain.shared(type, maker);
  }
}
