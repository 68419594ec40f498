package dev.tollgate.core.policy;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Invalidates many unmapped buffers together: Linux {@code iommu.strict=0}, the flush queue of its
 * {@code drivers/iommu/dma-iommu.c}.
 *
 * <p>At unmap the entries are cleared and the I/O pages put into a {@link FlushQueue}, which all
 * devices of the domain share. When a CPU's ring is full or the timer runs out, the unit is made to
 * forget the whole domain, and only then are the I/O pages given back.
 *
 * <p>Guarantee: after unmap the device reaches the buffer only through translations that the unit
 * still caches, for no longer than the timer runs and for no more unmaps of one CPU than its ring
 * holds. No I/O page is used again before the unit has forgotten it, so no stale translation
 * shadows a mapping. Neither holds for flushes that the unit gives up; those are counted, and the
 * I/O pages kept out of use.
 *
 * <p>When I/O pages run short the queue is emptied, which Linux leaves to its timer.
 */
final class DeferredQueuePolicy extends PageMappingPolicy {

  private final FlushQueue queue;
  private boolean madeQueue;

  DeferredQueuePolicy(PolicyContext context, FlushQueue.Shape shape) {
    super(context);
    queue =
        domain.shared(
            FlushQueue.class,
            () -> {
              madeQueue = true;
              return new FlushQueue(context.machine(), domain, shape);
            });
  }

  @Override
  boolean release(long ioPage, int pages) {
    domain.unmap(ioPage, pages);
    queue.add(ioPage, pages);
    return true;
  }

  @Override
  void makeFreePagesUsable() {
    queue.drain();
  }

  @Override
  public void close() {
    queue.drain();
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    if (madeQueue) {
      queue.report(sink);
    }
  }
}
