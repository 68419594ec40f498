package dev.tollgate.core.policy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Keeps mappings after unmap and uses them again when the same frames are mapped with the same
 * direction: the "caching layer inside the DMA API" of the 2007 paper, section 4.3.2, where "the
 * actual mapping and unmapping will only take place the first time a frame is mapped".
 *
 * <p>Unmap writes no entry and invalidates nothing; the mapping is idle from then on. With more
 * than {@code capacity} idle I/O pages, the longest idle are ended until a batch is gone, with one
 * invalidation for all where the unit forgets everything at once, else one for each. When I/O pages
 * run short, all idle mappings are ended. Without a limit ({@link #UNLIMITED}) this is section
 * 4.3.4: "never unmapping entries".
 *
 * <p>Frames that are mapped twice at a time share their I/O pages. A mapping that must be aligned
 * otherwise than the one kept gets I/O pages of its own, which are given up as soon as it ends.
 *
 * <p>Guarantee: an I/O page leads nowhere else before the unit has forgotten where it led, so no
 * stale translation shadows a mapping; and the device reaches no frame that was never mapped for
 * it. Not guaranteed is anything at unmap: the device reaches the buffer, and whatever the kernel
 * keeps in its frames later, until the mapping is ended.
 *
 * <p>If the unit gives up an invalidation, the I/O pages concerned are kept out of use until it has
 * obeyed one, which is tried when I/O pages run short and at the end of the run.
 */
final class CachedPolicy extends PageMappingPolicy {

  /** A capacity that is never reached. */
  static final long UNLIMITED = Long.MAX_VALUE;

  /** One look-up of a kept mapping, by frame or by I/O page. */
  static final Step MAPPING_LOOKUP =
      new Step(
          "mapping-lookup",
          "kept mapping looked up",
          Price.estimated(60, "hash of the address and one or two lines, second-level cache"));

  private final long capacity;
  private final int batch;
  private final boolean selective;
  private final MappingCache cache = new MappingCache();
  private final WithheldPages withheld = new WithheldPages();
  private final TimedLock lock;
  private final CycleLedger ledger;
  private final int lookups;
  private long hits;
  private long misses;
  private long ended;
  private long mostIdlePages;

  /**
   * @param capacity idle I/O pages to keep at most
   * @param batch I/O pages to give up, at least, when there are more
   */
  CachedPolicy(PolicyContext context, long capacity, int batch) {
    super(context);
    this.capacity = capacity;
    this.batch = batch;
    this.selective = domain.capabilities().contains(IommuCapability.SELECTIVE_INVALIDATION);
    this.lock = new TimedLock("kept mappings", context.machine());
    this.ledger = context.machine().ledger();
    this.lookups = ledger.open(CostCenter.IOVA_ALLOCATION, MAPPING_LOOKUP);
  }

  @Override
  long mapBuffer(long physical, long size, DmaDirection direction, int pageAlignment) {
    long frame = IoPages.of(physical);
    int pages = Math.toIntExact(IoPages.spanned(physical, size));
    lock.acquire();
    ledger.add(lookups, 1);
    int slot = cache.find(frame, pages, direction);
    long bus;
    if (slot != MappingCache.NONE && cache.ioPage(slot) % pageAlignment == 0) {
      cache.use(slot);
      hits++;
      bus = (cache.ioPage(slot) << IoPages.SHIFT) + IoPages.offset(physical);
    } else {
      misses++;
      bus = super.mapBuffer(physical, size, direction, pageAlignment);
      if (bus != MAPPING_ERROR) {
        cache.add(frame, pages, direction, IoPages.of(bus));
      }
    }
    lock.release();
    return bus;
  }

  @Override
  boolean release(long ioPage, int pages) {
    lock.acquire();
    ledger.add(lookups, 1);
    int slot = cache.at(ioPage);
    boolean known = slot != MappingCache.NONE && cache.pages(slot) == pages && cache.leave(slot);
    if (known) {
      mostIdlePages = Math.max(mostIdlePages, cache.idlePages());
      if (cache.isIdle(slot) && !cache.isShared(slot)) {
        end(slot);
        giveBackWithheld();
      } else if (cache.idlePages() > capacity) {
        endIdle(Math.max(0, Math.min(capacity, cache.idlePages() - batch)));
      }
    }
    lock.release();
    return known;
  }

  @Override
  void forgetRefused() {
    endIdle(0);
  }

  @Override
  void makeFreePagesUsable() {
    endIdle(0);
  }

  @Override
  public void close() {
    if (cache.idlePages() > 0 || !withheld.isEmpty()) {
      endIdle(0);
      domain.endOfCall();
    }
  }

  @Override
  public void report(MetricSink sink) {
    super.report(sink);
    sink.metric("policy.kept.hits", hits, "count", "Maps that found a mapping of their frames");
    sink.metric("policy.kept.misses", misses, "count", "Maps that had to make one");
    sink.metric("policy.kept.ended", ended, "count", "Kept mappings that were given up");
    sink.metric(
        "policy.kept.idle.max",
        mostIdlePages,
        "count",
        "I/O pages of mappings that no driver held, at most");
  }

  /** Ends idle mappings, the longest idle first, until no more than so many I/O pages are left. */
  private void endIdle(long pagesLeft) {
    while (cache.idlePages() > pagesLeft) {
      end(cache.longestIdle());
    }
    giveBackWithheld();
  }

  /** Clears an idle mapping's entries and, on a unit that can, invalidates them. */
  private void end(int slot) {
    long ioPage = cache.ioPage(slot);
    int pages = cache.pages(slot);
    cache.remove(slot);
    ended++;
    domain.unmap(ioPage, pages);
    if (selective && countFailed(domain.invalidate(ioPage, pages))) {
      iova.free(ioPage, pages);
    } else {
      withheld.add(ioPage, pages);
    }
  }

  private void giveBackWithheld() {
    if (!withheld.isEmpty() && invalidateAll()) {
      withheld.giveBackTo(iova);
    }
  }
}
