package dev.tollgate.workload.kmem;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.ReadingStatistics;

/**
 * The requests of a kernel trace's {@code kmem:*} events. Objects are told apart by their pointers,
 * hashed or not. Such a trace is not complete: the kernel frees in bulk without an event
 * (kmem_cache_free_bulk, kfree_bulk), and it may have lost events.
 */
final class KernelRequests implements RequestSource {

  /** What the recording kernel gave for no bytes. */
  private static final long ZERO_SIZE_POINTER = 16;

  private static final long PICOSECONDS_PER_NANOSECOND = 1000;

  private final KernelTraceReader reader;
  private final CacheInference inference;
  private RequestKind kind = RequestKind.OTHER;
  private int allocations;
  private int cache;
  private long firstNanos = UNKNOWN;
  private long nullResults;
  private long nullFrees;
  private long pageAllocations;
  private long pagesAllocated;
  private long pageFrees;
  private long pagesFreed;
  private long others;

  KernelRequests(KernelTraceReader reader, CacheInference inference) {
    this.reader = reader;
    this.inference = inference;
  }

  @Override
  public boolean next() {
    if (!reader.next()) {
      return false;
    }
    KernelEvent event = reader.event();
    if (firstNanos == UNKNOWN) {
      firstNanos = event.monotonicNanos();
    }
    cache = -1;
    kind =
        switch (event.kind()) {
          case KMALLOC -> allocated(event, RequestKind.KMALLOC);
          case CACHE_ALLOCATE -> {
            cache = inference.cache(allocations++);
            yield allocated(event, RequestKind.ALLOC);
          }
          case KFREE -> freed(event, RequestKind.KFREE);
          case CACHE_FREE -> freed(event, RequestKind.FREE);
          case PAGE_ALLOCATE -> {
            pageAllocations++;
            pagesAllocated += 1L << event.order();
            yield RequestKind.OTHER;
          }
          case PAGE_FREE -> {
            pageFrees++;
            pagesFreed += 1L << event.order();
            yield RequestKind.OTHER;
          }
          default -> {
            others++;
            yield RequestKind.OTHER;
          }
        };
    return true;
  }

  /** The kernel got nothing for this request, so there is nothing to hold. */
  private RequestKind allocated(KernelEvent event, RequestKind request) {
    if (isNothing(event.address())) {
      nullResults++;
      return RequestKind.OTHER;
    }
    return request;
  }

  private RequestKind freed(KernelEvent event, RequestKind request) {
    if (isNothing(event.address())) {
      nullFrees++;
      return RequestKind.OTHER;
    }
    return request;
  }

  private static boolean isNothing(long pointer) {
    return pointer == 0 || pointer == ZERO_SIZE_POINTER || pointer == KernelEvent.UNKNOWN;
  }

  @Override
  public RequestKind kind() {
    return kind;
  }

  @Override
  public long id() {
    return reader.event().address();
  }

  @Override
  public long size() {
    return reader.event().requestedBytes();
  }

  @Override
  public int cache() {
    return cache;
  }

  @Override
  public CacheSpec spec(int number) {
    return inference.spec(number);
  }

  @Override
  public int callSite() {
    return reader.event().callSite();
  }

  @Override
  public String callSiteName(int callSite) {
    return reader.callSites().name(callSite);
  }

  @Override
  public long line() {
    return reader.line();
  }

  @Override
  public long picoseconds() {
    return (reader.event().monotonicNanos() - firstNanos) * PICOSECONDS_PER_NANOSECOND;
  }

  @Override
  public long bytesAllocated() {
    return reader.event().bytes();
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  @Override
  public void report(MetricSink sink) {
    inference.report(sink);
    count(sink, "results.null", nullResults, "Requests that the recording kernel could not meet");
    count(sink, "frees.null", nullFrees, "Frees of no object, which do nothing");
    count(sink, "page-events.allocations", pageAllocations, "Events mm_page_alloc, passed over");
    count(sink, "page-events.pages-allocated", pagesAllocated, "Frames in them");
    count(sink, "page-events.frees", pageFrees, "Events mm_page_free, passed over");
    count(sink, "page-events.pages-freed", pagesFreed, "Frames in them");
    count(sink, "events.other", others, "Events of other kinds, passed over");
    ReadingStatistics statistics = reader.statistics();
    count(sink, "trace.lost", statistics.lostEvents(), "Events the kernel lost");
    count(sink, "trace.malformed", statistics.malformedEvents(), "Lines that make no sense");
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("workload." + name, value, "count", meaning);
  }

  @Override
  public void close() {
    reader.close();
  }
}
