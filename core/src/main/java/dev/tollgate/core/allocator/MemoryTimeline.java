package dev.tollgate.core.allocator;

import com.google.common.primitives.ImmutableLongArray;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.FreeBlocks;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.metric.Series;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import java.util.Arrays;

/**
 * Where the memory of an allocator goes during a run, sampled as its events pass. The number of
 * samples is bounded whatever the length of the run: when twice as many as wanted have been taken,
 * every other one is dropped and samples are taken half as often.
 *
 * <p>Each sample compares the parts with the pages held: nothing may be missing, nothing counted
 * twice.
 */
public final class MemoryTimeline {

  private static final long FIRST_STEP = 64;
  private static final String AT = "memory.events";

  /** A curve: name, unit, meaning. */
  private record Curve(String name, String unit, String meaning) {}

  private static final Curve[] CURVES = curves();

  private final KernelAllocator allocator;
  private final Machine machine;
  private final int most;
  private final long[][] values;
  private final long[] row = new long[CURVES.length];
  private long step = FIRST_STEP;
  private int count;

  /**
   * A timeline without samples.
   *
   * @param samples how many are kept at least of a long run, at most twice as many; above 0
   */
  public MemoryTimeline(KernelAllocator allocator, Machine machine, int samples) {
    this.allocator = allocator;
    this.machine = machine;
    this.most = 2 * samples;
    this.values = new long[CURVES.length][most];
  }

  private static Curve[] curves() {
    Curve[] parts = {
      new Curve(AT, "count", "Events that had passed"),
      new Curve("memory.time", "ps", "Simulated time"),
      new Curve("memory.held", "bytes", "Memory the allocator held"),
      new Curve("memory.requested", "bytes", "Bytes asked for and held"),
      new Curve("memory.slack", "bytes", "Bytes in live objects beyond what was asked for"),
      new Curve("memory.headers", "bytes", "Bytes of headers before live objects"),
      new Curve("memory.metadata", "bytes", "Bytes of descriptors and indexes"),
      new Curve("memory.alignment-holes", "bytes", "Bytes skipped to align objects, and colours"),
      new Curve("memory.free-objects", "bytes", "Bytes of free objects in the memory held"),
      new Curve("memory.tail-waste", "bytes", "Bytes at ends of slabs or pages"),
      new Curve("memory.page-order-waste", "bytes", "Bytes of blocks of pages beyond the request"),
      new Curve("memory.free-pages", "bytes", "Memory free in the page allocator"),
    };
    Curve[] all = Arrays.copyOf(parts, parts.length + PageAllocator.MAX_ORDER);
    for (int order = 1; order <= PageAllocator.MAX_ORDER; order++) {
      all[parts.length + order - 1] =
          new Curve(
              "memory.unusable.order-" + order,
              "1/1000",
              "Part of the free pages that a request of order " + order + " could not use");
    }
    return all;
  }

  /**
   * Takes a sample.
   *
   * @param events that have passed; more than at the last sample
   * @return events at which to take the next one
   * @throws InvariantViolation if the parts are not the pages held
   */
  public long sample(long events) {
    measure(events);
    for (int curve = 0; curve < CURVES.length; curve++) {
      values[curve][count] = row[curve];
    }
    count++;
    if (count == most) {
      thin();
    }
    return (events / step + 1) * step;
  }

  private void thin() {
    step *= 2;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (values[0][i] % step == 0) {
        for (long[] curve : values) {
          curve[kept] = curve[i];
        }
        kept++;
      }
    }
    count = kept;
  }

  /** Takes the last sample, unless one was just taken. */
  public void finish(long events) {
    if (count == 0 || values[0][count - 1] != events) {
      if (count == most - 1) {
        thin(); // So that the last one stays.
      }
      sample(events);
    }
  }

  private void measure(long events) {
    MemoryUse use = allocator.use();
    requireComplete(use, events);
    FreeBlocks free = machine.pages().freeBlocks();
    long[] figures = {
      events,
      machine.now(),
      use.framesHeld() << PhysicalMemory.FRAME_SHIFT,
      use.requested(),
      use.slack(),
      use.headers(),
      use.metadata(),
      use.alignmentHoles(),
      use.freeObjects(),
      use.tailWaste(),
      use.pageOrderWaste(),
      free.frames() << PhysicalMemory.FRAME_SHIFT,
    };
    System.arraycopy(figures, 0, row, 0, figures.length);
    for (int order = 1; order <= PageAllocator.MAX_ORDER; order++) {
      row[figures.length + order - 1] = free.unusableFreeIndex(order);
    }
  }

  /**
   * Checks that the parts of memory add up to the pages held.
   *
   * @throws InvariantViolation if they do not
   */
  public static void requireComplete(MemoryUse use, long events) {
    long held = use.framesHeld() << PhysicalMemory.FRAME_SHIFT;
    if (use.sum() != held) {
      throw new InvariantViolation(
          "after event %d the allocator holds %d bytes, but its parts are %d: %s"
              .formatted(events, held, use.sum(), use));
    }
  }

  /** Reports all curves. */
  public void report(MetricSink sink) {
    for (int i = 0; i < CURVES.length; i++) {
      Curve curve = CURVES[i];
      sink.series(
          new Series(
              curve.name(),
              curve.unit(),
              curve.meaning(),
              AT,
              ImmutableLongArray.copyOf(Arrays.copyOf(values[i], count))));
    }
  }
}
