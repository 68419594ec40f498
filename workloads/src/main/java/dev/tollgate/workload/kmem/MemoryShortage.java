package dev.tollgate.workload.kmem;

import dev.tollgate.core.machine.FreeBlocks;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.MemoryUse;

/**
 * The first request that got no memory, and how memory stood then.
 *
 * @param event number of the event, from 1
 * @param line line of the trace
 * @param bytes asked for
 * @param use what the allocator held
 * @param free blocks free in the page allocator: /proc/buddyinfo
 */
record MemoryShortage(long event, long line, long bytes, MemoryUse use, FreeBlocks free) {

  private static final String PREFIX = "workload.out-of-memory.";

  /** The whole of it in a sentence, as a reader of the figures needs it. */
  String sentence() {
    StringBuilder blocks = new StringBuilder();
    free.counts().forEach(count -> blocks.append(' ').append(count));
    return ("memory ran out at event %d, line %d, which asked for %d bytes: %d pages held for %d bytes"
            + " requested, %d pages free; free blocks of order 0 to %d:%s")
        .formatted(
            event,
            line,
            bytes,
            use.framesHeld(),
            use.requested(),
            free.frames(),
            PageAllocator.MAX_ORDER,
            blocks);
  }

  void report(MetricSink sink) {
    sink.note(sentence());
    put(sink, "event", event, "count", "Number of the first event that got no memory");
    put(sink, "line", line, "count", "Line of the trace where it stands");
    put(sink, "size", bytes, "bytes", "Bytes that it asked for");
    put(
        sink,
        "held",
        use.framesHeld() << PhysicalMemory.FRAME_SHIFT,
        "bytes",
        "Memory that the allocator held then");
    put(sink, "requested", use.requested(), "bytes", "Bytes asked for and held then");
    put(
        sink,
        "free-pages",
        free.frames() << PhysicalMemory.FRAME_SHIFT,
        "bytes",
        "Memory free in the page allocator then");
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      put(
          sink,
          "free-blocks.order-" + order,
          free.count(order),
          "count",
          "Blocks of that order free then");
    }
  }

  private static void put(MetricSink sink, String name, long value, String unit, String meaning) {
    sink.metric(PREFIX + name, value, unit, meaning);
  }
}
