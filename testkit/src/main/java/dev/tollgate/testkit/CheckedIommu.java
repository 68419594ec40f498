package dev.tollgate.testkit;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.function.LongPredicate;

/** An IOMMU that is compared with the {@link ReferenceIommu} at every step. */
final class CheckedIommu implements Iommu {

  private final Iommu iommu;
  private final ReferenceIommu reference;
  private final LongPredicate isDataFrame;

  /**
   * A checked unit.
   *
   * @param reference must hear what the unit caches
   * @param isDataFrame whether a page frame belongs to somebody whom an absorbed access must not
   *     reach
   */
  CheckedIommu(Iommu iommu, ReferenceIommu reference, LongPredicate isDataFrame) {
    this.iommu = iommu;
    this.reference = reference;
    this.isDataFrame = isDataFrame;
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    long physical = iommu.translate(device, busAddress, write);
    if (iommu.translates(device)) {
      boolean absorbs = physical >= 0 && !isDataFrame.test(physical >>> 12);
      reference.check(iommu.domainOf(device), busAddress, write, physical, absorbs);
    }
    return physical;
  }

  @Override
  public boolean translates(int device) {
    return iommu.translates(device);
  }

  @Override
  public int domainOf(int device) {
    return iommu.domainOf(device);
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    return iommu.iovaAllocator(domain);
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    iommu.map(domain, ioPage, pages, frame, direction);
    reference.map(domain, ioPage, pages, frame, iommu.grants(direction));
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    iommu.unmap(domain, ioPage, pages);
    reference.unmap(domain, ioPage, pages);
  }

  @Override
  public boolean invalidateAll(int domain) {
    boolean done = iommu.invalidateAll(domain);
    reference.invalidatedAll(domain, done);
    return done;
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    boolean done = iommu.invalidate(domain, ioPage, pages);
    reference.invalidated(domain, ioPage, pages, done);
    return done;
  }

  @Override
  public void endOfCall(int domain) {
    iommu.endOfCall(domain);
  }

  @Override
  public boolean refused(int domain) {
    return iommu.refused(domain);
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    return iommu.grants(direction);
  }

  @Override
  public void report(MetricSink sink) {
    iommu.report(sink);
  }

  @Override
  public void check() {
    iommu.check();
  }
}
