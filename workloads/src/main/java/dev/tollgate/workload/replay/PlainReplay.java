package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.safety.SafetyMeter;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.workload.trace.PlainEventKind;
import dev.tollgate.workload.trace.PlainTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.Arrays;

/**
 * Replays a plain trace of {@code table}, {@code map} and {@code unmap} lines. Mapping {@code ID}
 * of n pages maps the n frames from frame {@code ID mod 2^28}, in both directions; the {@code
 * table} line sets the size of the translation table and the boundary that no mapping may cross.
 *
 * <p>Plain traces carry no time: each event takes place {@link #EVENT_PICOSECONDS} after the one
 * before, so that what depends on time is defined, though it means nothing.
 */
final class PlainReplay implements Workload {

  /** One microsecond from event to event. */
  static final long EVENT_PICOSECONDS = 1_000_000;

  private static final long FRAME_MASK = (1L << 28) - 1;
  private static final long DEFAULT_TABLE = 8192;
  private static final int PROGRESS_EVENTS = 8192;
  private static final long NOT_MAPPED = Long.MIN_VALUE;
  private static final int PAGES_SHIFT = 20;
  private static final long MOST_PAGES = (1L << PAGES_SHIFT) - 1;
  private static final int EXPECTED_LIVE = 1 << 13; // a table that never shrinks below it

  private static final ImmutableList<SafetyMeter> TIMED =
      ImmutableList.of(
          SafetyMeter.STALE_WINDOWS,
          SafetyMeter.WORST_CASE_WINDOWS,
          SafetyMeter.REACH,
          SafetyMeter.EXCESS_RIGHTS,
          SafetyMeter.PINNED);

  private final ReplayConfiguration configuration;
  private final Device device;
  private final long tableEntries;
  private final Long2LongOpenHashMap live = new Long2LongOpenHashMap(EXPECTED_LIVE, 0.5f);
  private long events;
  private long maps;
  private long unmaps;
  private long failed;
  private long replaced;
  private long unmatched;
  private long digest;

  PlainReplay(ReplayConfiguration configuration) {
    this.configuration = configuration;
    this.live.defaultReturnValue(NOT_MAPPED);
    try (PlainTraceReader reader = open()) {
      long entries = DEFAULT_TABLE;
      long boundary = PlainTraceReader.DEFAULT_BOUNDARY;
      boolean mappings = false;
      if (reader.next()) {
        mappings = reader.kind().isMapping();
        if (reader.kind() == PlainEventKind.TABLE) {
          entries = reader.size();
          boundary = reader.alignment();
        }
      }
      if (!mappings) {
        throw new BadInputException(
            configuration.trace()
                + " holds no mappings but allocations; replay it with --allocator");
      }
      this.tableEntries = entries;
      long boundaryMask = boundary * PhysicalMemory.FRAME_BYTES - 1;
      this.device = new Device(0, "device", 0, -1L >>> 1, Long.MAX_VALUE, boundaryMask);
    }
  }

  private PlainTraceReader open() {
    return (PlainTraceReader) TraceReader.open(configuration.trace());
  }

  @Override
  public WorkloadDemands demands() {
    return new WorkloadDemands(ImmutableList.of(device), tableEntries, ImmutableSet.of());
  }

  @Override
  public void run(WorkloadContext context) {
    try (Placements placements = new Placements(configuration.placements())) {
      for (long pass = 0; pass < configuration.repeat(); pass++) {
        unmapAll(context.dma());
        try (PlainTraceReader reader = open()) {
          while (reader.next()) {
            context.machine().advanceTo(events * EVENT_PICOSECONDS);
            replay(reader, context, placements);
            if ((++events & (PROGRESS_EVENTS - 1)) == 0) {
              context.progress().accept(PROGRESS_EVENTS);
            }
          }
        }
      }
      context.progress().accept(events & (PROGRESS_EVENTS - 1));
      placements.close();
      digest = placements.digest();
    }
  }

  private void replay(PlainTraceReader reader, WorkloadContext context, Placements placements) {
    switch (reader.kind()) {
      case TABLE -> events--;
      case MAP ->
          map(
              reader.id(),
              entries(reader, "NPAGES", reader.size()),
              entries(reader, "ALIGN", reader.alignment()),
              context,
              placements);
      case UNMAP -> unmap(reader.id(), context.dma());
      default ->
          throw BadInputException.at(
              configuration.trace().toString(),
              reader.line(),
              "'" + reader.kind().word() + "' in a trace of mappings");
    }
  }

  private int entries(PlainTraceReader reader, String what, long value) {
    if (value > MOST_PAGES) {
      throw BadInputException.at(
          configuration.trace().toString(),
          reader.line(),
          "%s is %d; expected at most %d".formatted(what, value, MOST_PAGES));
    }
    return (int) value;
  }

  private void map(
      long id, int pages, int alignment, WorkloadContext context, Placements placements) {
    maps++;
    long bytes = (long) pages << PhysicalMemory.FRAME_SHIFT;
    long physical = (id & FRAME_MASK) << PhysicalMemory.FRAME_SHIFT;
    long bus = context.dma().mapAligned(0, physical, bytes, DmaDirection.BIDIRECTIONAL, alignment);
    if (context.dma().mappingError(0, bus)) {
      failed++;
      placements.full(id);
      return;
    }
    long index = bus >>> PhysicalMemory.FRAME_SHIFT;
    placements.placed(id, index, pages);
    long before = live.put(id, index << PAGES_SHIFT | pages);
    if (before != NOT_MAPPED) {
      replaced++;
      release(before, context.dma());
    }
    context.bus().touch(0, bus, 1, true);
  }

  private void unmap(long id, DmaApi dma) {
    unmaps++;
    long placed = live.remove(id);
    if (placed == NOT_MAPPED) {
      unmatched++;
    } else {
      release(placed, dma);
    }
  }

  private static void release(long placed, DmaApi dma) {
    long pages = placed & MOST_PAGES;
    dma.unmapSingle(
        0,
        placed >>> PAGES_SHIFT << PhysicalMemory.FRAME_SHIFT,
        pages << PhysicalMemory.FRAME_SHIFT,
        DmaDirection.BIDIRECTIONAL);
  }

  /** A pass begins with nothing mapped, as the first one does. */
  private void unmapAll(DmaApi dma) {
    long[] ids = live.keySet().toLongArray();
    Arrays.sort(ids);
    for (long id : ids) {
      release(live.remove(id), dma);
    }
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric("workload.events", events, "count", "Events replayed");
    sink.metric("workload.maps", maps, "count", "Mappings asked for");
    sink.metric("workload.unmaps", unmaps, "count", "Unmappings asked for");
    sink.metric("workload.maps.failed", failed, "count", "Mappings that found no room");
    sink.metric(
        "workload.maps.replaced", replaced, "count", "Mappings of a number that was still mapped");
    sink.metric(
        "workload.unmaps.unmatched",
        unmatched,
        "count",
        "Unmappings of what is not mapped, because its mapping failed or never was");
    sink.metric("workload.live", live.size(), "count", "Mappings live at the end");
    sink.metric("workload.placements.digest", digest, "fnv1a", "Digest of the list of placements");
    ReadingNotes.misfits(configuration.trace(), failed, maps, unmatched, unmaps, sink);
    for (SafetyMeter meter : TIMED) {
      sink.unobservable(meter.prefix(), "a plain trace has no times");
    }
    sink.unobservable(SafetyMeter.CROSS_DEVICE.prefix(), "a plain trace does not name the device");
  }
}
