package dev.tollgate.core.run;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells a witness what a policy does with a domain, once the domain has done it. Where a hypervisor
 * writes the entries, that is when what was asked for is handed over: before an answer is needed,
 * and at the end of a call.
 */
final class WatchedDomain implements DmaDomain {

  private final DmaDomain domain;
  private final int number;
  private final Iommu iommu;
  private final Witness witness;
  private final boolean handsOver;
  private final List<Runnable> asked = new ArrayList<>();

  /**
   * A domain before a witness.
   *
   * @param handsOver whether entries are written by somebody else, later
   */
  WatchedDomain(DmaDomain domain, int number, Iommu iommu, Witness witness, boolean handsOver) {
    this.domain = domain;
    this.number = number;
    this.iommu = iommu;
    this.witness = witness;
    this.handsOver = handsOver;
  }

  private void tell(Runnable entries) {
    if (handsOver) {
      asked.add(entries);
    } else {
      entries.run();
    }
  }

  private void tellAll() {
    asked.forEach(Runnable::run);
    asked.clear();
  }

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
    tell(() -> witness.stored(number, ioPage, pages, frame, iommu.grants(direction)));
  }

  @Override
  public void mapDedicated(long ioPage, int pages, long frame, DmaDirection direction) {
    witness.changing(number, ioPage, pages);
    domain.mapDedicated(ioPage, pages, frame, direction);
    tell(() -> witness.storedDedicated(number, ioPage, pages, frame, iommu.grants(direction)));
  }

  @Override
  public void unmap(long ioPage, int pages) {
    witness.changing(number, ioPage, pages);
    domain.unmap(ioPage, pages);
    tell(() -> witness.cleared(number, ioPage, pages));
  }

  @Override
  public boolean invalidate(long ioPage, int pages) {
    boolean forgotten = domain.invalidate(ioPage, pages);
    tellAll();
    boolean selects = capabilities().contains(IommuCapability.SELECTIVE_INVALIDATION);
    witness.invalidated(number, ioPage, selects ? pages : -1, forgotten);
    return forgotten;
  }

  @Override
  public boolean invalidateAll() {
    boolean forgotten = domain.invalidateAll();
    tellAll();
    witness.invalidated(number, 0, -1, forgotten);
    return forgotten;
  }

  @Override
  public void endOfCall() {
    domain.endOfCall();
    tellAll();
  }

  @Override
  public boolean refused() {
    return domain.refused();
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> maker) {
    return domain.shared(type, maker);
  }
}
