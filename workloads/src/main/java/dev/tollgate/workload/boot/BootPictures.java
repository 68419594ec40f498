package dev.tollgate.workload.boot;

import static dev.tollgate.core.machine.PhysicalMemory.FRAME_SHIFT;

import dev.tollgate.core.allocator.FrameKind;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.allocator.PageTimeline;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of a booting machine's memory page by page, one after each row of requests: boot memory
 * by the names of its audit list, the allocator's frames and whose objects lie in them, what the
 * kernel took itself, and what programs have.
 */
final class BootPictures {

  private final BootRun run;
  private final @Nullable PageTimeline timeline;
  private final List<Held> objects = new ArrayList<>();
  private final List<Held> blocks = new ArrayList<>();
  private long next;

  /** Memory that a request keeps. */
  private record Held(long address, long bytes, String source, String site) {}

  /**
   * Pictures to be taken.
   *
   * @param pictures how many are kept of a boot of many rows, at least; 0 for none
   */
  BootPictures(BootRun run, Machine machine, int pictures) {
    this.run = run;
    this.timeline = pictures == 0 ? null : new PageTimeline(machine, this::mark, pictures, 1);
  }

  /** Notes an object that stays. */
  void object(long address, long bytes, String source, String site) {
    if (address >= 0) {
      objects.add(new Held(address, bytes, source, site));
    }
  }

  /** Notes a block of frames that the kernel keeps. */
  void block(long frame, long bytes, String name, String step) {
    blocks.add(new Held(frame << FRAME_SHIFT, bytes, name, step));
  }

  private void mark(PageMap map) {
    KernelAllocator allocator = run.allocatorIfAny();
    PageMapSource frames = allocator == null ? null : allocator.as(PageMapSource.class);
    if (frames != null) {
      frames.mark(map);
      objects.forEach(object -> asked(map, object));
    }
    for (Held block : blocks) {
      long first = block.address() >>> FRAME_SHIFT;
      map.frames(first, RamMap.frames(block.bytes()) >>> FRAME_SHIFT, FrameKind.KERNEL, "");
      asked(map, block);
    }
    UserSpace user = run.userIfAny();
    if (user != null) {
      user.mark(map);
    }
    run.early().mark(map);
  }

  private static void asked(PageMap map, Held held) {
    map.asked(held.address(), held.bytes(), map.who(held.source(), held.site()));
  }

  /** A row of requests was met. */
  void rowDone(long rows) {
    if (timeline != null && rows == next) {
      next = timeline.sample(rows, use());
    }
  }

  private @Nullable MemoryUse use() {
    KernelAllocator allocator = run.allocatorIfAny();
    return allocator == null || allocator.as(PageMapSource.class) == null ? null : allocator.use();
  }

  /** The boot is over. */
  void finish(long rows) {
    if (timeline != null) {
      timeline.finish(rows + 1, use());
    }
  }

  void report(MetricSink sink) {
    if (timeline != null && !timeline.isEmpty()) {
      sink.text(PageTimeline.FILE, timeline.text());
    }
  }
}
