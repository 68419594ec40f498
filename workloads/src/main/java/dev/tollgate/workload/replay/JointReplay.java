package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.safety.SafetyMeter;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.workload.kmem.TracedAllocations;
import dev.tollgate.workload.trace.AccessModel;
import dev.tollgate.workload.trace.EventFamily;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace that holds both the DMA mappings of a kernel and its memory allocations: the
 * run's allocator places every object anew, and the buffers go with the objects that they lie in.
 * So it can be said what a device would have found beside them under another allocator, and what it
 * found on the recorded machine.
 */
final class JointReplay implements Workload {

  private static final int PROGRESS_EVENTS = 8192;

  private final Path trace;
  private final AccessModel accesses;
  private final long directMap;
  private final long seed;
  private final EventFamily family;
  private final ImmutableList<Device> devices;
  private final LiveBuffers live;
  private final ReplayCounts counts = new ReplayCounts();
  private @Nullable TracedAllocations allocations;
  private @Nullable ObjectPlacement placement;
  private long length;

  /**
   * A replay.
   *
   * @param directMap what pointers of the trace are ahead of physical addresses
   */
  JointReplay(Path trace, AccessModel accesses, long directMap, long seed) {
    this.trace = trace;
    this.accesses = accesses;
    this.directMap = directMap;
    this.seed = seed;
    try (KernelTraceReader reader = open()) {
      this.family = reader.mappingFamily();
      this.devices = KernelReplay.devices(reader);
    }
    this.live = new LiveBuffers(devices.size());
  }

  private KernelTraceReader open() {
    return (KernelTraceReader) TraceReader.open(trace);
  }

  @Override
  public WorkloadDemands demands() {
    return new WorkloadDemands(devices, 0, ImmutableSet.of());
  }

  @Override
  public void run(WorkloadContext context) {
    Machine machine = context.machine();
    try (KernelTraceReader reader = open();
        TracedAllocations traced =
            new TracedAllocations(trace, context.allocator(), machine, directMap)) {
      allocations = traced;
      ObjectPlacement places =
          new ObjectPlacement(traced, machine.pages(), family == EventFamily.DMA);
      placement = places;
      ModelledReplay replay =
          new ModelledReplay(context, family, live, counts, accesses, devices.size(), seed, places);
      replay.beginPass();
      long first = Long.MIN_VALUE;
      long seen = 0;
      while (reader.next()) {
        KernelEvent event = reader.event();
        if (first == Long.MIN_VALUE) {
          first = event.monotonicNanos();
        }
        long nanos = event.monotonicNanos() - first;
        replay.advanceTo(nanos);
        traced.playUntil(reader.line() + 1, nanos * SimulatedClock.NANOSECOND);
        replay.replay(event);
        if (++seen % PROGRESS_EVENTS == 0) {
          context.progress().accept(PROGRESS_EVENTS);
        }
      }
      context.progress().accept(seen % PROGRESS_EVENTS);
      counts.reading = reader.statistics();
      length = machine.now();
    }
    if (counts.events == 0) {
      throw new BadInputException(
          trace + " holds no mappings: expected events iommu:map and iommu:unmap, or dma:*");
    }
  }

  @Override
  public void report(MetricSink sink) {
    counts.report(sink, live);
    ReadingNotes.of(counts.reading, sink);
    ReadingNotes.misfits(trace, counts.failed, counts.maps, counts.unmatched, counts.unmaps, sink);
    if (placement != null) {
      sink.metric(
          "workload.maps.of-objects",
          placement.ofObjects(),
          "count",
          "Mappings of buffers in objects of the trace");
      sink.metric(
          "workload.maps.of-pages",
          placement.ofPages(),
          "count",
          "Mappings of pages in which no object of the trace lies");
      if (placement.ofPages() > 0 && family == EventFamily.IOMMU) {
        sink.note(
            "%s: %d of %d mappings are of pages without an object of the trace; what else lies there is not known"
                .formatted(
                    trace.getFileName(),
                    placement.ofPages(),
                    placement.ofPages() + placement.ofObjects()));
      }
    }
    if (allocations != null) {
      allocations.report(sink, length);
    }
    if (family == EventFamily.IOMMU) {
      sink.unobservable(
          SafetyMeter.EXCESS_RIGHTS.prefix(),
          "iommu:map events do not say which way the bytes move");
      sink.unobservable(
          SafetyMeter.CROSS_DEVICE.prefix(), "iommu:map events do not name the device");
    }
  }
}
