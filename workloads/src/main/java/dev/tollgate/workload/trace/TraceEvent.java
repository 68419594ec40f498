package dev.tollgate.workload.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * A kernel trace event as a value that stays: for tests, listings and other cold uses. Replays read
 * {@link KernelEvent} instead, which allocates nothing.
 *
 * <p>Times are nanoseconds as printed, sizes bytes, unknown addresses -1, unknown names empty.
 */
public sealed interface TraceEvent {

  /** Returns the time as printed, in nanoseconds. */
  long timeNanos();

  /** Returns the CPU, or -1. */
  int cpu();

  /** {@code iommu:map}. */
  record PageMap(long timeNanos, int cpu, long iova, long physical, long bytes)
      implements TraceEvent {}

  /** {@code iommu:unmap}. */
  record PageUnmap(long timeNanos, int cpu, long iova, long bytes, long unmappedBytes)
      implements TraceEvent {}

  /** {@code iommu:io_page_fault}. */
  record PageFault(long timeNanos, int cpu, String device, long iova, int flags)
      implements TraceEvent {}

  /** A device joins or leaves a table or group, as {@code kind} says. */
  record Membership(long timeNanos, int cpu, EventKind kind, String device) implements TraceEvent {}

  /**
   * One buffer of the DMA API mapped, unmapped, allocated, freed or synced, as {@code kind} says.
   */
  record DmaBuffer(
      long timeNanos,
      int cpu,
      EventKind kind,
      String device,
      TransferDirection direction,
      long address,
      long physical,
      long bytes)
      implements TraceEvent {}

  /** A scatter-gather list mapped, unmapped or synced. */
  record DmaList(
      long timeNanos,
      int cpu,
      EventKind kind,
      String device,
      TransferDirection direction,
      List<Segment> segments,
      List<Long> physicals,
      boolean truncated)
      implements TraceEvent {}

  /** One bus address range of a list. */
  record Segment(long address, long bytes) {}

  /** An object allocated or freed. */
  record KernelObject(
      long timeNanos,
      int cpu,
      EventKind kind,
      String callSite,
      String cache,
      long pointer,
      long requestedBytes,
      long bytes)
      implements TraceEvent {}

  /** Pages allocated or freed; {@code physical} is the first byte's address. */
  record KernelPages(long timeNanos, int cpu, EventKind kind, long physical, int order)
      implements TraceEvent {}

  /** Copies the event that the reader stands on. */
  static TraceEvent copyOf(KernelTraceReader reader) {
    KernelEvent e = reader.event();
    long time = e.timeNanos();
    int cpu = e.cpu();
    String device = e.device() < 0 ? "" : reader.devices().name(e.device());
    return switch (e.kind()) {
      case PAGE_MAP -> new PageMap(time, cpu, e.address(), e.physical(), e.bytes());
      case PAGE_UNMAP -> new PageUnmap(time, cpu, e.address(), e.bytes(), e.unmappedBytes());
      case PAGE_FAULT -> new PageFault(time, cpu, device, e.address(), e.flags());
      case DEVICE_ATTACHED, DEVICE_DETACHED, GROUP_JOINED, GROUP_LEFT ->
          new Membership(time, cpu, e.kind(), device);
      case DMA_MAP, DMA_UNMAP, DMA_ALLOCATE, DMA_FREE, DMA_FAILED ->
          new DmaBuffer(
              time, cpu, e.kind(), device, e.direction(), e.address(), e.physical(), e.bytes());
      case DMA_SYNC_FOR_CPU, DMA_SYNC_FOR_DEVICE ->
          e.segments() > 0
              ? list(e, device)
              : new DmaBuffer(
                  time, cpu, e.kind(), device, e.direction(), e.address(), -1, e.bytes());
      case DMA_MAP_SCATTER, DMA_UNMAP_SCATTER -> list(e, device);
      case KMALLOC, KFREE, CACHE_ALLOCATE, CACHE_FREE ->
          new KernelObject(
              time,
              cpu,
              e.kind(),
              e.callSite() < 0 ? "" : reader.callSites().name(e.callSite()),
              e.cache() < 0 ? "" : reader.caches().name(e.cache()),
              e.address(),
              e.requestedBytes(),
              e.bytes());
      case PAGE_ALLOCATE, PAGE_FREE ->
          new KernelPages(time, cpu, e.kind(), e.physical(), e.order());
    };
  }

  private static DmaList list(KernelEvent e, String device) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < e.segments(); i++) {
      segments.add(new Segment(e.segmentAddress(i), e.segmentBytes(i)));
    }
    List<Long> physicals = new ArrayList<>();
    for (int i = 0; i < e.physicalCount(); i++) {
      physicals.add(e.physical(i));
    }
    return new DmaList(
        e.timeNanos(),
        e.cpu(),
        e.kind(),
        device,
        e.direction(),
        List.copyOf(segments),
        List.copyOf(physicals),
        e.truncated());
  }
}
