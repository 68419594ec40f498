package dev.tollgate.core.safety;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One domain of an IOMMU as a protection policy sees it: passes everything on to the unit and tells
 * the exposure ledger what came of it.
 *
 * <p>An invalidation counts only if the unit says that it succeeded; a unit that cannot select
 * forgets the whole domain. What a driver invalidates unasked, the ledger hears from the unit.
 */
public final class ObservedDomain implements DmaDomain {

  private final Iommu iommu;
  private final int domain;
  private final ImmutableSet<IommuCapability> capabilities;
  private final ExposureLedger ledger;
  private final IovaAllocator iova;
  private final boolean selects;
  private final boolean invalidatesOnMap;
  private final Map<Class<?>, Object> shared = new HashMap<>();

  /** Domain {@code domain} of {@code iommu}, which can do what {@code capabilities} say. */
  public ObservedDomain(
      Iommu iommu, int domain, ImmutableSet<IommuCapability> capabilities, ExposureLedger ledger) {
    this.iommu = iommu;
    this.domain = domain;
    this.capabilities = capabilities;
    this.ledger = ledger;
    this.iova = iommu.iovaAllocator(domain);
    this.selects = capabilities.contains(IommuCapability.SELECTIVE_INVALIDATION);
    this.invalidatesOnMap = capabilities.contains(IommuCapability.INVALIDATES_ON_MAP);
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
    if (invalidatesOnMap) {
      ledger.beforeStore(domain);
    }
    iommu.map(domain, ioPage, pages, frame, direction);
    ledger.stored(domain, ioPage, pages, frame, iommu.grants(direction));
  }

  @Override
  public void mapDedicated(long ioPage, int pages, long frame, DmaDirection direction) {
    if (invalidatesOnMap) {
      ledger.beforeStore(domain);
    }
    iommu.map(domain, ioPage, pages, frame, direction);
    ledger.storedDedicated(domain, ioPage, pages, frame, iommu.grants(direction));
  }

  @Override
  public void unmap(long ioPage, int pages) {
    iommu.unmap(domain, ioPage, pages);
    ledger.cleared(domain, ioPage, pages);
  }

  @Override
  public boolean invalidate(long ioPage, int pages) {
    boolean forgotten = iommu.invalidate(domain, ioPage, pages);
    if (!forgotten) {
      ledger.invalidationFailed();
    } else if (selects) {
      ledger.invalidated(domain, ioPage, pages);
    } else {
      ledger.invalidatedAll(domain);
    }
    return forgotten;
  }

  @Override
  public boolean invalidateAll() {
    boolean forgotten = iommu.invalidateAll(domain);
    if (forgotten) {
      ledger.invalidatedAll(domain);
    } else {
      ledger.invalidationFailed();
    }
    return forgotten;
  }

  @Override
  public void endOfCall() {
    iommu.endOfCall(domain);
    ledger.callEnded(domain);
  }

  @Override
  public boolean refused() {
    return iommu.refused(domain);
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> maker) {
    return type.cast(shared.computeIfAbsent(type, key -> maker.get()));
  }
}
