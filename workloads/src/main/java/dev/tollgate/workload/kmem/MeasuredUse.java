package dev.tollgate.workload.kmem;

import dev.tollgate.core.allocator.MemoryTimeline;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import org.jspecify.annotations.Nullable;

/** Where all memory of an allocator is at one event of a trace, to be compared between runs. */
final class MeasuredUse {

  private final long line;
  private long events;
  private @Nullable MemoryUse use;

  /**
   * A measurement to come.
   *
   * @param line of the trace, from 1, whose event it follows; 0 for none
   */
  MeasuredUse(long line) {
    this.line = line == 0 ? Long.MAX_VALUE : line;
  }

  /** Whether the event in {@code at} is the one. */
  boolean isDue(long at) {
    return at >= line && use == null;
  }

  void measure(KernelAllocator allocator, long passed) {
    events = passed;
    MemoryUse now = allocator.use();
    MemoryTimeline.requireComplete(now, passed);
    use = now;
  }

  void report(MetricSink sink) {
    MemoryUse then = use;
    if (then == null) {
      return;
    }
    sink.metric("workload.measured.events", events, "count", "Events up to the measured one");
    bytes(sink, "held", then.framesHeld() << PhysicalMemory.FRAME_SHIFT, "Memory held then");
    bytes(sink, "requested", then.requested(), "Bytes asked for and held then");
    bytes(sink, "slack", then.slack(), "Bytes in live objects beyond what was asked for then");
    bytes(sink, "headers", then.headers(), "Bytes of headers before live objects then");
    bytes(
        sink,
        "page-order-waste",
        then.pageOrderWaste(),
        "Bytes of blocks of pages beyond the request then");
  }

  private static void bytes(MetricSink sink, String name, long value, String meaning) {
    sink.metric("workload.measured." + name, value, "bytes", meaning);
  }
}
