package dev.tollgate.workload.kmem;

import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.allocator.PageTimeline;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.KernelAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of memory page by page during a replay: the allocator's frames, and whose objects lie in
 * them.
 */
final class MemoryPictures {

  private static final long FIRST_STEP = 64;

  private final KernelAllocator allocator;
  private final PageTimeline timeline;

  private MemoryPictures(KernelAllocator allocator, PageTimeline timeline) {
    this.allocator = allocator;
    this.timeline = timeline;
  }

  /** Pictures to be taken; null if none are wanted, or if the allocator cannot tell. */
  static @Nullable MemoryPictures of(
      Machine machine, KernelAllocator allocator, PageMapSource objects, int pictures) {
    PageMapSource frames = allocator.as(PageMapSource.class);
    if (pictures == 0 || frames == null) {
      return null;
    }
    PageTimeline timeline =
        new PageTimeline(
            machine,
            map -> {
              frames.mark(map);
              objects.mark(map);
              machine
                  .bootMemory()
                  .claims()
                  .forEach(claim -> map.reserved(claim, machine.profile().pageFrames()));
            },
            pictures,
            FIRST_STEP);
    return new MemoryPictures(allocator, timeline);
  }

  /** Takes one; answers after how many events the next is due. */
  long sample(long events) {
    return timeline.sample(events, allocator.use());
  }

  /**
   * Takes one of the moment at which most pages are held so far; answers at how many frames to do
   * so again.
   */
  long rise(long events) {
    return timeline.rise(events);
  }

  void finish(long events) {
    timeline.finish(events, allocator.use());
  }

  void report(MetricSink sink) {
    sink.text(PageTimeline.FILE, timeline.text());
  }
}
