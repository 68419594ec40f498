package dev.tollgate.allocator.slob;

import dev.tollgate.core.metric.MetricSink;

/** The figures of a run. */
final class SlobReport {

  static final String[] LISTS = {"small", "medium", "large"};

  private SlobReport() {}

  static void report(
      PageHeap heap,
      PageBlocks blocks,
      HeldPages pages,
      LiveBytes live,
      SlobSteps steps,
      long caches,
      MetricSink sink) {
    common(pages, live, steps, caches, sink);
    for (int i = 0; i < PageHeap.LISTS; i++) {
      PageList list = heap.list(i);
      String name = "allocator." + LISTS[i];
      String requests = "the list of " + LISTS[i] + " requests, at the end";
      sink.metric(name + ".pages", list.count(), "pages", "Pages on " + requests);
      sink.metric(
          name + ".free-units", heap.freeUnits(i), "units of 2 bytes", "Free units on " + requests);
      sink.metric(name + ".free-blocks", heap.freeBlocks(i), "count", "Free blocks on " + requests);
    }
    sink.metric(
        "allocator.full-pages", heap.fullPages(), "pages", "Heap pages on no list, at the end");
    sink.metric(
        "allocator.whole-pages",
        blocks.wholePages(),
        "pages",
        "Frames given out as blocks of pages, at the end");
    sink.metric(
        "allocator.free-units",
        heap.freeBytes() >>> FreeBlockFormat.UNIT_SHIFT,
        "units of 2 bytes",
        "Free units of all lists, at the end");
  }

  /** The figures that every generation has. */
  static void common(
      HeldPages pages, LiveBytes live, SlobSteps steps, long caches, MetricSink sink) {
    sink.metric("allocator.pages.held", pages.held(), "pages", "Frames held, at the end");
    sink.metric("allocator.pages.peak", pages.peak(), "pages", "Most frames held at once");
    sink.metric("allocator.caches", caches, "count", "Caches made");
    sink.metric("allocator.requested", live.requested(), "bytes", "Bytes asked for, at the end");
    sink.metric("allocator.calls", steps.callsBooked(), "count", "Calls");
    sink.metric(
        "allocator.pages.looked-at", steps.pagesBooked(), "count", "Listed pages looked at");
    sink.metric(
        "allocator.blocks.looked-at", steps.blocksBooked(), "count", "Free blocks looked at");
  }
}
