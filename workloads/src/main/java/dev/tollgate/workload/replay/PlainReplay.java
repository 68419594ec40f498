package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.safety.SafetyMeter;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.workload.trace.PlainEventKind;
import dev.tollgate.workload.trace.PlainTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

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
  private static final long NOT_MAPPED = Long.MIN_VALUE;
  private static final int PAGES_SHIFT = 20;

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

  // By slot: I/O page and pages of the mapping there, and its number in the trace.
  private long[] placed = {NOT_MAPPED};
  private long[] ids = {0};
  private int live;
  private long events;
  private long maps;
  private long unmaps;
  private long failed;
  private long replaced;
  private long unmatched;
  private long digest;

  PlainReplay(ReplayConfiguration configuration) {
    this.configuration = configuration;
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
    try (MappingBlocks blocks = new MappingBlocks(configuration.trace(), eventsToKeep());
        Placements placements = new Placements(configuration.placements())) {
      for (long pass = 0; pass < configuration.repeat(); pass++) {
        unmapAll(context.dma());
        blocks.rewind();
        MappingBlock block = blocks.next();
        while (block != null) {
          replay(block, context, placements);
          context.progress().accept(block.size());
          block = blocks.next();
        }
      }
      placements.close();
      digest = placements.digest();
    }
  }

  private int eventsToKeep() {
    return configuration.repeat() > 1 ? MappingBlocks.MOST_EVENTS_KEPT : 0;
  }

  private void replay(MappingBlock block, WorkloadContext context, Placements placements) {
    Machine machine = context.machine();
    DmaApi dma = context.dma();
    int size = block.size();
    for (int i = 0; i < size; i++) {
      machine.advanceTo(events * EVENT_PICOSECONDS);
      events++;
      int slot = block.slots[i];
      int pages = block.pages[i];
      if (pages == MappingBlock.UNMAP) {
        unmap(slot, dma);
      } else {
        makeRoom(slot);
        map(slot, block.ids[i], pages, block.alignments[i], context, placements);
      }
    }
  }

  private void makeRoom(int slot) {
    int before = placed.length;
    if (slot >= before) {
      placed = Arrays.copyOf(placed, 2 * Math.max(slot, before));
      ids = Arrays.copyOf(ids, placed.length);
      Arrays.fill(placed, before, placed.length, NOT_MAPPED);
    }
  }

  private void map(
      int slot, long id, int pages, int alignment, WorkloadContext context, Placements placements) {
    maps++;
    long bytes = (long) pages << PhysicalMemory.FRAME_SHIFT;
    long physical = (id & FRAME_MASK) << PhysicalMemory.FRAME_SHIFT;
    DmaApi dma = context.dma();
    long bus = dma.mapAligned(0, physical, bytes, DmaDirection.BIDIRECTIONAL, alignment);
    if (dma.mappingError(0, bus)) {
      failed++;
      placements.full(id);
      return;
    }
    long index = bus >>> PhysicalMemory.FRAME_SHIFT;
    placements.placed(id, index, pages);
    long before = placed[slot];
    placed[slot] = index << PAGES_SHIFT | pages;
    ids[slot] = id;
    if (before == NOT_MAPPED) {
      live++;
    } else {
      replaced++;
      release(before, dma);
    }
    context.bus().touch(0, bus, 1, true);
  }

  private void unmap(int slot, DmaApi dma) {
    unmaps++;
    if (slot == MappingBlock.NO_SLOT || slot >= placed.length || placed[slot] == NOT_MAPPED) {
      unmatched++;
    } else {
      end(slot, dma);
    }
  }

  private void end(int slot, DmaApi dma) {
    long before = placed[slot];
    placed[slot] = NOT_MAPPED;
    live--;
    release(before, dma);
  }

  private static void release(long placed, DmaApi dma) {
    long pages = placed & MappingBlocks.MOST_PAGES;
    dma.unmapSingle(
        0,
        placed >>> PAGES_SHIFT << PhysicalMemory.FRAME_SHIFT,
        pages << PhysicalMemory.FRAME_SHIFT,
        DmaDirection.BIDIRECTIONAL);
  }

  /** A pass begins with nothing mapped, as the first one does; what is left goes by its number. */
  private void unmapAll(DmaApi dma) {
    IntStream.range(0, placed.length)
        .filter(slot -> placed[slot] != NOT_MAPPED)
        .boxed()
        .sorted(Comparator.comparingLong(slot -> ids[slot]))
        .forEach(slot -> end(slot, dma));
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
    sink.metric("workload.live", live, "count", "Mappings live at the end");
    sink.metric("workload.placements.digest", digest, "fnv1a", "Digest of the list of placements");
    ReadingNotes.misfits(configuration.trace(), failed, maps, unmatched, unmaps, sink);
    for (SafetyMeter meter : TIMED) {
      sink.unobservable(meter.prefix(), "a plain trace has no times");
    }
    sink.unobservable(SafetyMeter.CROSS_DEVICE.prefix(), "a plain trace does not name the device");
  }
}
