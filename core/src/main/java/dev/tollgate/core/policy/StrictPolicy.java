package dev.tollgate.core.policy;

import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Invalidates at each unmap: what the 2007 paper, section 4.1, calls maximal safety, "to invalidate
 * an entry as soon as that entry is unmapped by the driver", and Linux {@code iommu.strict=1}.
 *
 * <p>Guarantee: when unmap returns, the device reaches nothing through the buffer's I/O pages, and
 * none of them is used again before the unit has forgotten it. Other bytes on the same page frames
 * were reachable while the buffer was mapped; what other mappings cover stays reachable through
 * them.
 *
 * <p>Entries are cleared, then the unit is made to forget them, then the I/O pages are given back,
 * in this order. A unit that cannot forget chosen pages forgets everything instead, once for each
 * call, so once for a whole scatter list. As nothing given back can still be cached, a search that
 * comes to the end of the I/O pages begins again without an invalidation.
 *
 * <p>If the unit gives up an invalidation, the guarantee does not hold for the pages concerned.
 * They are counted and kept out of use until it has obeyed one, which is tried when I/O pages run
 * short and at the end of the run.
 */
class StrictPolicy extends PageMappingPolicy {

  private final boolean selective;
  private final WithheldPages withheld = new WithheldPages();

  StrictPolicy(PolicyContext context) {
    super(context);
    selective = domain.capabilities().contains(IommuCapability.SELECTIVE_INVALIDATION);
  }

  /**
   * The I/O pages have no entries any more, and the unit was told to forget them: the device writes
   * no more to what they led to, unless the unit gave up.
   */
  void unmapped(long ioPage, int pages) {}

  /**
   * The unit has forgotten the I/O pages, which are then given back: what they led to may serve
   * others.
   */
  void forgotten(long ioPage, int pages) {}

  /**
   * Whether the unit, if it can forget chosen pages, forgets everything instead when so many
   * buffers are unmapped in one call.
   */
  boolean forgetsTogether(int buffers) {
    return false;
  }

  @Override
  boolean release(long ioPage, int pages) {
    domain.unmap(ioPage, pages);
    boolean forgotten = countFailed(domain.invalidate(ioPage, pages));
    unmapped(ioPage, pages);
    return giveBack(ioPage, pages, forgotten);
  }

  @Override
  void releaseFirst(int count, ScatterList list) {
    if (count == 0 || !(forgetsTogether(count) || !selective)) {
      super.releaseFirst(count, list);
      return;
    }
    for (int i = 0; i < count; i++) {
      long bus = list.busAddress(i);
      if (isInDomain(bus, list.size(i))) {
        domain.unmap(IoPages.of(bus), (int) IoPages.spanned(bus, list.size(i)));
      }
    }
    boolean forgotten = invalidate(count, list);
    for (int i = 0; i < count; i++) {
      if (!isInDomain(list.busAddress(i), list.size(i)) || !end(list, i, forgotten)) {
        countUnknown();
      }
    }
  }

  /** Makes the unit forget the first buffers of a list, whose entries are cleared. */
  boolean invalidate(int count, ScatterList list) {
    return invalidateAll();
  }

  private boolean end(ScatterList list, int index, boolean forgotten) {
    long bus = list.busAddress(index);
    int pages = (int) IoPages.spanned(bus, list.size(index));
    unmapped(IoPages.of(bus), pages);
    return giveBack(IoPages.of(bus), pages, forgotten);
  }

  @Override
  void makeFreePagesUsable() {
    giveBackWithheld();
  }

  @Override
  public void close() {
    giveBackWithheld();
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    sink.metric(
        "policy.pages.withheld",
        withheld.total(),
        "count",
        "I/O pages kept out of use for a time, as the unit would not forget them");
  }

  private boolean giveBack(long ioPage, int pages, boolean forgotten) {
    if (forgotten) {
      return free(ioPage, pages);
    }
    withheld.add(ioPage, pages);
    return true;
  }

  private void giveBackWithheld() {
    if (!withheld.isEmpty() && invalidateAll()) {
      withheld.giveBackTo(this::free);
    }
  }

  private boolean free(long ioPage, int pages) {
    forgotten(ioPage, pages);
    return giveBackIoPages(ioPage, pages);
  }

  /** Gives back I/O pages that {@link #take} gave; false if some of them were not taken. */
  boolean giveBackIoPages(long ioPage, int pages) {
    return iova.free(ioPage, pages);
  }
}
