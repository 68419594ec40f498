package dev.tollgate.workload.trace;

/**
 * What a trace says about the times at which an IOMMU unit may do something: fill its cache with a
 * page's translation while the page is mapped, and invalidate a page between its unmap and its next
 * map.
 *
 * <p>Holds the first {@value #MOST_SPANS} spans of a trace; a longer one is joined on those.
 */
final class TraceSpans implements AreaSink {

  static final int MOST_SPANS = 1 << 22;

  private static final int PAGE_SHIFT = 12;
  private static final long MOST_PAGES_OF_ONE = 1024;
  private static final long NOWHERE = -1;

  private final PageSpans spans = new PageSpans();
  private final LongTable open = new LongTable(NOWHERE);
  private final LongTable unmapped = new LongTable(NOWHERE);
  private long firstNanos;
  private long lastNanos;

  /** Reads the whole trace. */
  TraceSpans(KernelTraceReader reader) {
    KernelEvent event = reader.event();
    AreaWalk walk = new AreaWalk(reader.mappingFamily(), this);
    boolean begun = false;
    while (reader.next()) {
      long now = event.monotonicNanos();
      firstNanos = begun ? firstNanos : now;
      begun = true;
      lastNanos = now;
      if (spans.count() < MOST_SPANS) {
        walk.walk(event);
      }
    }
  }

  PageSpans spans() {
    return spans;
  }

  /** Returns the time of the first event, in nanoseconds. */
  long firstNanos() {
    return firstNanos;
  }

  /** Returns the time of the last event, in nanoseconds. */
  long lastNanos() {
    return lastNanos;
  }

  static long fillKey(long address, long physicalPage) {
    return PageSpans.key(address >>> PAGE_SHIFT, physicalPage >>> PAGE_SHIFT);
  }

  static long invalidationKey(long address) {
    return PageSpans.key(address >>> PAGE_SHIFT, NOWHERE);
  }

  @Override
  public void mapped(KernelEvent event, long address, long physical, long bytes) {
    if (physical == KernelEvent.UNKNOWN) {
      return;
    }
    long now = event.monotonicNanos();
    long page = address >>> PAGE_SHIFT;
    long frame = physical >>> PAGE_SHIFT;
    long pages = pages(address, bytes);
    long waiting = unmapped.get(page);
    if (waiting != NOWHERE) {
      spans.close((int) waiting, now);
      unmapped.remove(page);
    }
    for (long i = 0; i < pages; i++) {
      open.put(page + i, spans.open(PageSpans.key(page + i, frame + i), now));
    }
  }

  @Override
  public void unmapped(KernelEvent event, long address, long bytes) {
    long now = event.monotonicNanos();
    long page = address >>> PAGE_SHIFT;
    long pages = pages(address, bytes);
    for (long i = 0; i < pages; i++) {
      long span = open.get(page + i);
      if (span != NOWHERE) {
        spans.close((int) span, now);
        open.remove(page + i);
      }
    }
    unmapped.put(page, spans.open(PageSpans.key(page, NOWHERE), now));
  }

  private static long pages(long address, long bytes) {
    long last = (address + bytes - 1) >>> PAGE_SHIFT;
    return Math.min(last - (address >>> PAGE_SHIFT) + 1, MOST_PAGES_OF_ONE);
  }
}
