package dev.tollgate.core.run;

import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.MemoryUse;

/** Turns what an allocator holds at the end of a run into the {@code memory.*} figures. */
final class MemoryReport {

  private final MetricSink sink;

  private MemoryReport(MetricSink sink) {
    this.sink = sink;
  }

  static void report(MemoryUse use, PageCounts pages, MetricSink sink) {
    MemoryReport report = new MemoryReport(sink);
    report.put("held", bytes(use.framesHeld()), "Memory the allocator holds, at the end");
    report.put(
        "pages.peak", bytes(pages.peakHeldFrames()), "Most memory out of the page allocator");
    report.put("requested", use.requested(), "Bytes asked for and held, at the end");
    report.put("slack", use.slack(), "Bytes in live objects beyond what was asked for");
    report.put("headers", use.headers(), "Bytes of headers before live objects");
    report.put("metadata", use.metadata(), "Bytes of the allocator's descriptors and indexes");
    report.put(
        "alignment-holes", use.alignmentHoles(), "Bytes skipped to align objects, and colours");
    report.put("free-objects", use.freeObjects(), "Bytes of free objects in the memory held");
    report.put("tail-waste", use.tailWaste(), "Bytes at ends of slabs or pages that fit nothing");
    report.put(
        "page-order-waste", use.pageOrderWaste(), "Bytes of whole-page blocks beyond the request");
    report.put("free-pages", bytes(pages.freeFrames()), "Memory free in the page allocator");
    sink.metric(
        "memory.page-failures", pages.failures(), "count", "Requests for pages that got none");
  }

  private void put(String name, long bytes, String meaning) {
    sink.metric("memory." + name, bytes, "bytes", meaning);
  }

  private static long bytes(long frames) {
    return frames << PhysicalMemory.FRAME_SHIFT;
  }
}
