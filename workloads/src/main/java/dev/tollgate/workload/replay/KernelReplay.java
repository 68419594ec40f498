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
import dev.tollgate.workload.trace.DeviceLog;
import dev.tollgate.workload.trace.EventFamily;
import dev.tollgate.workload.trace.JoinedReader;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replays the DMA mappings of a kernel trace at the times they were recorded. What the device did
 * with them comes from the log of the recorded machine's IOMMU where there is one, else from an
 * access model.
 */
final class KernelReplay implements Workload {

  private static final int PROGRESS_EVENTS = 8192;

  private final ReplayConfiguration configuration;
  private final long seed;
  private final EventFamily family;
  private final ImmutableList<Device> devices;
  private final LiveBuffers live;
  private final ReplayCounts counts = new ReplayCounts();
  private final RecordedWindows recorded = new RecordedWindows();
  private final @Nullable DeviceLog log;
  private long seen;

  KernelReplay(ReplayConfiguration configuration, long seed) {
    Path trace = configuration.trace();
    if (configuration.placements() != null) {
      throw new BadInputException(
          "workload.replay.placements is for plain traces; " + trace + " is a kernel trace");
    }
    this.configuration = configuration;
    this.seed = seed;
    try (KernelTraceReader reader = open()) {
      this.family = reader.mappingFamily();
      this.devices = devices(reader);
    }
    this.live = new LiveBuffers(devices.size());
    Path logFile = configuration.log();
    this.log = logFile == null ? null : DeviceLog.align(trace, logFile);
  }

  private KernelTraceReader open() {
    return (KernelTraceReader) TraceReader.open(configuration.trace());
  }

  /** Only dma events name devices reliably, and only the whole trace names all of them. */
  static ImmutableList<Device> devices(KernelTraceReader reader) {
    EventFamily family = reader.mappingFamily();
    if (family != EventFamily.DMA) {
      return ImmutableList.of(device(0, "device"));
    }
    while (reader.next()) {
      // Reading is what gathers the names.
    }
    ImmutableList.Builder<Device> named = ImmutableList.builder();
    for (int id = 0; id < reader.devices().size(); id++) {
      named.add(device(id, reader.devices().name(id)));
    }
    return named.build();
  }

  /** Real buffers were mapped by a real driver within its limits, so no limit is applied here. */
  private static Device device(int id, String name) {
    return new Device(id, name, 0, Device.MASK_32, Long.MAX_VALUE, Device.MASK_32);
  }

  @Override
  public WorkloadDemands demands() {
    return new WorkloadDemands(devices, 0, ImmutableSet.of());
  }

  @Override
  public void run(WorkloadContext context) {
    Machine machine = context.machine();
    MappingReplay replay =
        log == null
            ? new ModelledReplay(
                context,
                family,
                live,
                counts,
                configuration.accesses(),
                devices.size(),
                seed,
                new BufferPlacement())
            : new LoggedReplay(context, family, live, counts, recorded);
    for (long pass = 0; pass < configuration.repeat(); pass++) {
      replay.beginPass();
      long start = machine.now() / SimulatedClock.NANOSECOND;
      if (replay instanceof LoggedReplay logged) {
        runLogged(context, Objects.requireNonNull(log), logged, start);
      } else {
        runModelled(context, (ModelledReplay) replay, start);
      }
      if (counts.events == 0) {
        throw new BadInputException(
            configuration.trace()
                + " holds no mappings: expected events iommu:map and iommu:unmap, or dma:*");
      }
    }
    context.progress().accept(seen % PROGRESS_EVENTS);
  }

  private void runModelled(WorkloadContext context, ModelledReplay replay, long start) {
    try (KernelTraceReader reader = open()) {
      long first = Long.MIN_VALUE;
      while (reader.next()) {
        KernelEvent event = reader.event();
        if (event.kind().family() == family) {
          if (first == Long.MIN_VALUE) {
            first = event.monotonicNanos();
          }
          replay.advanceTo(start + event.monotonicNanos() - first);
          replay.replay(event);
        }
        progress(context);
      }
      counts.reading = reader.statistics();
    }
  }

  private void runLogged(
      WorkloadContext context, DeviceLog deviceLog, LoggedReplay replay, long start) {
    try (JoinedReader reader = deviceLog.open()) {
      long first = Long.MIN_VALUE;
      while (reader.next()) {
        if (first == Long.MIN_VALUE) {
          first = reader.nanos();
        }
        long nanos = start + reader.nanos() - first;
        context.machine().advanceTo(nanos * SimulatedClock.NANOSECOND);
        switch (reader.side()) {
          case MAPPED_BEFORE -> replay.replay(reader.mappedBefore());
          case UNIT -> replay.replay(reader.unitEvent(), nanos);
          case KERNEL -> replay.replay(reader.kernelEvent());
        }
        progress(context);
      }
      counts.reading = reader.trace().statistics();
      counts.readingLog = reader.log().statistics();
    }
  }

  private void progress(WorkloadContext context) {
    if (++seen % PROGRESS_EVENTS == 0) {
      context.progress().accept(PROGRESS_EVENTS);
    }
  }

  @Override
  public void report(MetricSink sink) {
    counts.report(sink, live);
    ReadingNotes.of(counts.reading, sink);
    ReadingNotes.of(counts.readingLog, sink);
    ReadingNotes.misfits(
        configuration.trace(), counts.failed, counts.maps, counts.unmatched, counts.unmaps, sink);
    if (log != null) {
      recorded.report(sink);
      sink.metric(
          "workload.log.uncertainty",
          log.report().uncertaintyNanos(),
          "ns",
          "How far the clocks of trace and log may lie from where they were put");
    }
    if (family == EventFamily.IOMMU) {
      unobservable(sink, SafetyMeter.SUB_PAGE, "iommu:map events round buffers to whole pages");
      unobservable(
          sink, SafetyMeter.EXCESS_RIGHTS, "iommu:map events do not say which way the bytes move");
      unobservable(sink, SafetyMeter.CROSS_DEVICE, "iommu:map events do not name the device");
    }
    if (log == null && !configuration.accesses().touches()) {
      unobservable(sink, SafetyMeter.STALE_ACCESSES, "the devices access nothing");
      unobservable(sink, SafetyMeter.STRAY, "the devices access nothing");
    }
  }

  private static void unobservable(MetricSink sink, SafetyMeter meter, String reason) {
    sink.unobservable(meter.prefix(), reason);
  }
}
