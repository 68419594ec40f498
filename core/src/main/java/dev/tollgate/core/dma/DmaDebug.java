package dev.tollgate.core.dma;

import static dev.tollgate.core.dma.DmaDebugChecks.addressAndSize;
import static dev.tollgate.core.dma.DmaDebugChecks.hex;
import static dev.tollgate.core.dma.DmaDebugChecks.name;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.LiveMappings.Match;
import dev.tollgate.core.metric.MetricSink;

/**
 * The checker of what drivers do with the DMA API, after Linux's {@code CONFIG_DMA_API_DEBUG} and
 * {@code CONFIG_DMA_API_DEBUG_SG} ({@code kernel/dma/debug.c}; checks and wording of Linux 6).
 *
 * <p>It remembers every mapping and compares what drivers say later with it. It changes nothing: a
 * call with a mistake does what it does without the checker, and costs no cycles. {@link
 * DmaDebugError} lists the mistakes it knows; one call may contain several. All are counted, the
 * first {@value #KEPT} of each kind are kept as text.
 *
 * <p>Differences from the kernel:
 *
 * <ul>
 *   <li>A device is named by its name alone, without a driver's. CPU addresses in messages are
 *       physical ones, as there are no others.
 *   <li>A synchronisation that begins in a mapping and ends behind it is outside the allocated
 *       range. Today's kernel still has that message but looks only for mappings that contain the
 *       range, so it says "memory it has not allocated".
 *   <li>Synchronising a scatter list that is not mapped is reported; the kernel passes over it.
 *   <li>Overlaps of a cache line are counted without limit.
 *   <li>Of leaked mappings, the one with the lowest bus address is named.
 * </ul>
 */
public final class DmaDebug {

  /** Reports of each kind that are kept as text. */
  public static final int KEPT = 16;

  /** Overlapping mappings of one cache line that the kernel can count. */
  private static final int MAX_OVERLAP = 7;

  private final ImmutableList<Device> devices;
  private final long ramBytes;
  private final LiveMappings mappings = new LiveMappings();
  private final CacheLineUse cacheLines = new CacheLineUse();
  private final LiveMapping said = new LiveMapping();
  private final DmaDebugLog log;
  private final DmaDebugChecks checks;
  private boolean exceededReported;

  /**
   * A checker that knows of no mapping yet.
   *
   * @param devices the bus masters, indexed by {@link Device#id()}
   * @param ramBytes bytes of memory that are the operating system's, from physical address 0
   */
  public DmaDebug(ImmutableList<Device> devices, long ramBytes) {
    this.devices = devices;
    this.ramBytes = ramBytes;
    this.log = new DmaDebugLog(devices);
    this.checks = new DmaDebugChecks(log);
  }

  /** The mistakes kept as text, in the order they were made. */
  public ImmutableList<DmaDebugReport> reports() {
    return log.reports();
  }

  /** How often a mistake was made. */
  public long count(DmaDebugError error) {
    return log.count(error);
  }

  /** How many mistakes were made. */
  public long errors() {
    return log.total();
  }

  /** Reports how often each mistake was made, named {@code dma.debug.…}. */
  public void report(MetricSink sink) {
    log.report(sink);
  }

  /** A single buffer is about to be mapped: {@code debug_dma_map_single}. */
  void beforeMap(int device, long physical, long size) {
    if (physical < 0 || size > ramBytes - physical) {
      log.add(
          DmaDebugError.MAP_INVALID_AREA,
          device,
          () ->
              "device driver maps memory from invalid area"
                  + (" [addr=" + hex(physical).substring(2) + "] [len=" + size + "]"));
    }
  }

  /** A single buffer was mapped: {@code debug_dma_map_page}. */
  void mappedSingle(int device, long bus, long size, long physical, DmaDirection direction) {
    add(mappings.take().setSingle(device, bus, size, physical, direction));
  }

  /** A scatter list was mapped: {@code debug_dma_map_sg}. */
  void mappedScatter(int device, ScatterList list, DmaDirection direction) {
    for (int i = 0; i < list.length(); i++) {
      LiveMapping made = mappings.take().setSegment(device, list, i, direction);
      checks.segment(made, devices.get(device));
      add(made);
    }
  }

  /** Coherent memory was allocated: {@code debug_dma_alloc_coherent}. */
  void mappedCoherent(int device, CoherentBuffer buffer) {
    add(mappings.take().setCoherent(device, buffer));
  }

  /** The driver asks whether a mapping failed: {@code debug_dma_mapping_error}. */
  void mappingErrorChecked(int device, long bus) {
    LiveMapping made = mappings.findUnchecked(device, bus);
    if (made != null) {
      made.unchecked = false;
    }
  }

  /** The driver unmaps a single buffer: {@code debug_dma_unmap_page}. */
  void unmapSingle(int device, long bus, long size, DmaDirection direction) {
    unmap(said.setSingle(device, bus, size, 0, direction));
  }

  /** The driver unmaps a scatter list: {@code debug_dma_unmap_sg}. */
  void unmapScatter(int device, ScatterList list, DmaDirection direction) {
    int mapped = 0;
    for (int i = 0; i < list.length() && (mapped == 0 || i < mapped); i++) {
      said.setSegment(device, list, i, direction);
      mapped = i == 0 ? segmentsMapped() : mapped;
      unmap(said);
    }
  }

  /** The driver frees coherent memory: {@code debug_dma_free_coherent}. */
  void freeCoherent(int device, CoherentBuffer buffer) {
    unmap(said.setCoherent(device, buffer));
  }

  /** The driver synchronises part of a mapping: {@code debug_dma_sync_single_for_*}. */
  void syncSingle(int device, long bus, long size, DmaDirection direction, boolean forCpu) {
    sync(said.setSingle(device, bus, size, 0, direction), forCpu);
  }

  /** The driver synchronises a scatter list: {@code debug_dma_sync_sg_for_*}. */
  void syncScatter(int device, ScatterList list, DmaDirection direction, boolean forCpu) {
    int mapped = 0;
    for (int i = 0; i < list.length() && (mapped == 0 || i < mapped); i++) {
      said.setSegment(device, list, i, direction);
      mapped = i == 0 ? segmentsMapped() : mapped;
      sync(said, forCpu);
    }
  }

  /** The driver was unbound from the device. */
  void driverReleased(int device) {
    LiveMapping leaked = mappings.lowestOf(device);
    if (leaked != null) {
      log.add(
          DmaDebugError.PENDING_AT_RELEASE,
          device,
          () ->
              "device driver has pending DMA allocations while released from device"
                  + (" [count=" + mappings.countOf(device) + "]\n")
                  + "One of leaked entries details: "
                  + addressAndSize(leaked.bus, leaked.size)
                  + (" [mapped with " + name(leaked.direction) + "]")
                  + (" [mapped as " + leaked.kind + "]"));
    }
  }

  private void add(LiveMapping made) {
    mappings.add(made);
    if (!made.direction.deviceWrites()) {
      return;
    }
    int others = cacheLines.add(made.firstCacheLine());
    if (others > MAX_OVERLAP && !exceededReported) {
      exceededReported = true;
      log.keep(
          DmaDebugError.OVERLAPPING_CACHE_LINE,
          ("exceeded " + MAX_OVERLAP + " overlapping mappings of cacheline ")
              + hex(made.firstCacheLine()));
    }
    if (others > 0) {
      log.add(
          DmaDebugError.OVERLAPPING_CACHE_LINE,
          made.device,
          () -> "cacheline tracking EEXIST, overlapping mappings aren't supported");
    }
  }

  private void unmap(LiveMapping claim) {
    LiveMapping made = mappings.find(claim, Match.SAME_START);
    if (made != null) {
      checks.unmap(claim, made);
      if (made.direction.deviceWrites()) {
        cacheLines.remove(made.firstCacheLine());
      }
      mappings.remove(made);
    } else if (claim.bus == DmaMapOperations.MAPPING_ERROR) {
      log.add(
          DmaDebugError.FREE_INVALID_ADDRESS,
          claim.device,
          () -> "device driver tries to free an invalid DMA memory address");
    } else {
      log.add(
          DmaDebugError.FREE_NOT_ALLOCATED,
          claim.device,
          () ->
              "device driver tries to free DMA memory it has not allocated "
                  + addressAndSize(claim.bus, claim.size));
    }
  }

  private void sync(LiveMapping claim, boolean forCpu) {
    LiveMapping made = mappings.find(claim, Match.CONTAINS);
    if (made == null) {
      made = mappings.find(claim, Match.CONTAINS_START);
    }
    if (made == null) {
      log.add(
          DmaDebugError.SYNC_NOT_ALLOCATED,
          claim.device,
          () ->
              "device driver tries to sync DMA memory it has not allocated "
                  + addressAndSize(claim.bus, claim.size));
    } else {
      checks.sync(claim, made, forCpu);
    }
  }

  /** How many segments the list was mapped with that begins with {@link #said}; 0 if none. */
  private int segmentsMapped() {
    LiveMapping first = mappings.find(said, Match.SAME_START);
    return first == null ? 0 : first.segments;
  }
}
