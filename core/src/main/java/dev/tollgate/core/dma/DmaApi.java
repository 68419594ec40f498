package dev.tollgate.core.dma;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import org.jspecify.annotations.Nullable;

/**
 * The DMA API that device drivers call: streaming mappings of single buffers, pages and scatter
 * lists, coherent memory, and synchronisation, after Linux's {@code
 * Documentation/core-api/dma-api.rst}.
 *
 * <p>Every function takes {@link Device#id()} first; addresses and sizes are bytes. Where Linux
 * returns {@code DMA_MAPPING_ERROR}, so does this: {@link DmaMapOperations#MAPPING_ERROR}. A
 * mapping fails when the {@link DmaMapOperations} behind it find no room or when it would lie
 * beyond the device's {@link Device#dmaMask}. Nothing stays mapped then.
 *
 * <p>As in Linux, whatever a driver says at unmap and sync is believed: size, direction and address
 * are not compared with the mapping's. {@link DmaDebug} does that. Without it, unmapping twice or
 * unmapping what was never mapped does to the translation table what the policy does with those
 * numbers, which may end somebody else's mapping.
 *
 * <p>Each call books one {@link Steps#API_CALL}. The functions for single buffers allocate nothing.
 */
public final class DmaApi {

  /** log2 of the bytes of an I/O page. */
  static final int PAGE_SHIFT = PhysicalMemory.FRAME_SHIFT;

  private final Machine machine;
  private final long memoryBytes;
  private final DevicePath[] paths;
  private final DmaObserver observer;
  private final @Nullable DmaDebug debug;
  private final DmaCounts counts = new DmaCounts();
  private final CycleAccount apiCalls;
  private final CycleAccount zeroedBytes;

  /**
   * The DMA API of one run.
   *
   * @param devices the bus masters, indexed by {@link Device#id()}
   * @param operationsByDevice what maps for each of them, in the same order
   * @param observer hears of every mapping made and ended; of the latter before the entries go
   * @param debug checks what drivers do, or null
   */
  public DmaApi(
      Machine machine,
      ImmutableList<Device> devices,
      ImmutableList<? extends DmaMapOperations> operationsByDevice,
      DmaObserver observer,
      @Nullable DmaDebug debug) {
    if (operationsByDevice.size() != devices.size()) {
      throw new IllegalArgumentException(
          devices.size() + " devices, but operations for " + operationsByDevice.size());
    }
    this.machine = machine;
    this.memoryBytes = machine.memory().size();
    this.paths = new DevicePath[devices.size()];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = new DevicePath(devices.get(i), operationsByDevice.get(i));
    }
    this.observer = observer;
    this.debug = debug;
    this.apiCalls = machine.ledger().account(CostCenter.DMA_API, Steps.API_CALL);
    this.zeroedBytes = machine.ledger().account(CostCenter.MEMORY_ALLOCATION, Steps.ZERO_BYTE);
  }

  /**
   * Maps one buffer: {@code dma_map_single}.
   *
   * @return bus address of its first byte, or {@link DmaMapOperations#MAPPING_ERROR}
   * @throws BadInputException if the buffer is not in memory
   */
  public long mapSingle(int device, long physical, long size, DmaDirection direction) {
    return mapAligned(device, physical, size, direction, 1);
  }

  /**
   * Maps part of a page, or of several that follow each other: {@code dma_map_page}.
   *
   * @param frame number of the page frame
   * @param offset bytes from its beginning
   * @return as {@link #mapSingle}
   */
  public long mapPage(int device, long frame, long offset, long size, DmaDirection direction) {
    return mapAligned(device, (frame << PAGE_SHIFT) + offset, size, direction, 1);
  }

  /**
   * Maps one buffer from an I/O page whose number is a multiple of {@code pageAlignment}, a power
   * of two. Linux has no such streaming call; traces of its allocator do.
   *
   * @return as {@link #mapSingle}
   */
  public long mapAligned(
      int device, long physical, long size, DmaDirection direction, int pageAlignment) {
    apiCalls.one();
    DmaDebug checker = debug;
    if (checker != null) {
      checker.beforeMap(device, physical, size);
    }
    checkInMemory(device, physical, size);
    long bus = paths[device].map(physical, size, direction, pageAlignment);
    if (bus == DmaMapOperations.MAPPING_ERROR) {
      counts.mapFailed();
      return bus;
    }
    counts.mapped(pages(physical, size), size);
    observer.granted(device, bus, size, physical, direction);
    if (checker != null) {
      checker.mappedSingle(device, bus, size, physical, direction);
    }
    return bus;
  }

  /** Ends a mapping of {@link #mapSingle} or {@link #mapAligned}: {@code dma_unmap_single}. */
  public void unmapSingle(int device, long busAddress, long size, DmaDirection direction) {
    apiCalls.one();
    counts.unmapped(checkSize(size));
    DmaDebug checker = debug;
    if (checker != null) {
      checker.unmapSingle(device, busAddress, size, direction);
    }
    revoke(device, busAddress, size, direction);
    paths[device].operations.unmap(busAddress, size, direction);
  }

  /** Ends a mapping of {@link #mapPage}: {@code dma_unmap_page}. */
  public void unmapPage(int device, long busAddress, long size, DmaDirection direction) {
    unmapSingle(device, busAddress, size, direction);
  }

  /**
   * Maps all segments of a list and sets their bus addresses: {@code dma_map_sg}. As in Linux, a
   * segment longer than the device's {@link Device#maxSegmentBytes} or across its {@link
   * Device#segmentBoundaryMask} is the driver's mistake and mapped all the same; {@link DmaDebug}
   * reports it.
   *
   * @return number of segments the device sees (neighbours that follow each other in bus addresses
   *     may count as one), or 0 if the list could not be mapped as a whole
   * @throws BadInputException if a segment is not in memory; then none is mapped
   */
  public int mapScatter(int device, ScatterList list, DmaDirection direction) {
    apiCalls.one();
    int length = list.length();
    if (length == 0) {
      throw new IllegalArgumentException("a scatter list needs at least 1 segment");
    }
    long pages = 0;
    for (int i = 0; i < length; i++) {
      checkInMemory(device, list.physical(i), list.size(i));
      pages += pages(list.physical(i), list.size(i));
    }
    int made = paths[device].mapScatter(list, direction);
    if (made == 0) {
      counts.mapFailed();
      return 0;
    }
    counts.mapped(pages, list.bytes());
    counts.scattered(length);
    for (int i = 0; i < length; i++) {
      observer.granted(device, list.busAddress(i), list.size(i), list.physical(i), direction);
    }
    if (debug != null) {
      debug.mappedScatter(device, list, direction);
    }
    return made;
  }

  /** Ends all mappings of a list: {@code dma_unmap_sg}. */
  public void unmapScatter(int device, ScatterList list, DmaDirection direction) {
    apiCalls.one();
    counts.unmapped(list.bytes());
    if (debug != null) {
      debug.unmapScatter(device, list, direction);
    }
    for (int i = 0; i < list.length(); i++) {
      revoke(device, list.busAddress(i), list.size(i), direction);
    }
    paths[device].operations.unmapScatter(list, direction);
  }

  /**
   * Maps many buffers in one call: the map_multi of the 2007 paper, section 4.3.3. Each becomes a
   * mapping of its own, as by {@link #mapSingle}, and is unmapped alone or with others. Unlike a
   * scatter list, the first buffers stay mapped if a later one cannot be; the driver need not ask
   * {@link #mappingError}.
   *
   * @return how many of the list's buffers were mapped, from the first; their bus addresses are set
   * @throws BadInputException if a buffer is not in memory; then none is mapped
   */
  public int mapMulti(int device, ScatterList list, DmaDirection direction) {
    apiCalls.one();
    DmaDebug checker = debug;
    for (int i = 0; i < list.length(); i++) {
      if (checker != null) {
        checker.beforeMap(device, list.physical(i), list.size(i));
      }
      checkInMemory(device, list.physical(i), list.size(i));
    }
    int made = paths[device].mapMulti(list, direction);
    counts.batchMapped();
    for (int i = 0; i < made; i++) {
      long bus = list.busAddress(i);
      counts.mapped(pages(list.physical(i), list.size(i)), list.size(i));
      observer.granted(device, bus, list.size(i), list.physical(i), direction);
      if (checker != null) {
        checker.mappedSingle(device, bus, list.size(i), list.physical(i), direction);
        checker.mappingErrorChecked(device, bus);
      }
    }
    if (made < list.length()) {
      counts.mapFailed();
    }
    return made;
  }

  /** Ends mappings of {@link #mapMulti} or {@link #mapSingle} in one call: unmap_multi. */
  public void unmapMulti(int device, ScatterList list, DmaDirection direction) {
    apiCalls.one();
    counts.batchUnmapped();
    for (int i = 0; i < list.length(); i++) {
      counts.unmapped(checkSize(list.size(i)));
      if (debug != null) {
        debug.unmapSingle(device, list.busAddress(i), list.size(i), direction);
      }
      revoke(device, list.busAddress(i), list.size(i), direction);
    }
    paths[device].operations.unmapMulti(list, direction);
  }

  /**
   * A driver has a device use memory that a hypervisor let it reach already, under a bus address
   * that came with the memory: nothing is mapped, and no call is booked.
   *
   * @param busAddress first byte for the device
   */
  public void useMapped(
      int device, long busAddress, long size, long physical, DmaDirection direction) {
    observer.granted(device, busAddress, checkSize(size), physical, direction);
  }

  /** The device is done with memory of {@link #useMapped}; who mapped it ends the mapping. */
  public void endUse(int device, long busAddress, long size, DmaDirection direction) {
    observer.revoked(device, busAddress, checkSize(size), direction);
  }

  /** How the device's policy wants its driver to map. */
  public MappingStyle style(int device) {
    return paths[device].operations.style();
  }

  /**
   * Takes zeroed pages and maps them for both directions: {@code dma_alloc_coherent}. Like Linux's
   * it takes 2<sup>n</sup> page frames, and the bus address is aligned to as many I/O pages.
   *
   * @param size bytes, at least 1
   * @return the buffer, or null if page frames or I/O pages are short
   */
  public @Nullable CoherentBuffer allocCoherent(int device, long size) {
    apiCalls.one();
    int order = CoherentBuffer.order(checkSize(size));
    PageAllocator pages = machine.pages();
    long frame = order > PageAllocator.MAX_ORDER ? PageAllocator.NO_FRAME : pages.allocate(order);
    if (frame == PageAllocator.NO_FRAME) {
      counts.mapFailed();
      return null;
    }
    long physical = frame << PAGE_SHIFT;
    long cleared = 1L << (order + PAGE_SHIFT);
    machine.memory().fill(physical, cleared, (byte) 0);
    zeroedBytes.add(cleared);
    long bus = paths[device].mapCoherent(physical, size, 1 << order);
    if (bus == DmaMapOperations.MAPPING_ERROR) {
      pages.free(frame, order);
      counts.mapFailed();
      return null;
    }
    counts.mapped(pages(physical, size), size);
    counts.coherentAllocated();
    observer.granted(device, bus, size, physical, DmaDirection.BIDIRECTIONAL);
    CoherentBuffer buffer = new CoherentBuffer(physical, bus, size);
    if (debug != null) {
      debug.mappedCoherent(device, buffer);
    }
    return buffer;
  }

  /**
   * Ends the mapping of coherent memory and gives its pages back: {@code dma_free_coherent}.
   *
   * @throws IllegalStateException if the pages are not in use as a block of that size, as when the
   *     buffer was freed before
   */
  public void freeCoherent(int device, CoherentBuffer buffer) {
    apiCalls.one();
    long size = checkSize(buffer.size());
    counts.unmapped(size);
    if (debug != null) {
      debug.freeCoherent(device, buffer);
    }
    revoke(device, buffer.busAddress(), size, DmaDirection.BIDIRECTIONAL);
    paths[device].operations.unmapCoherent(buffer.busAddress(), size);
    machine.pages().free(buffer.physical() >>> PAGE_SHIFT, CoherentBuffer.order(size));
  }

  /** Lets the CPU see what the device wrote: {@code dma_sync_single_for_cpu}. */
  public void syncForCpu(int device, long busAddress, long size, DmaDirection direction) {
    apiCalls.one();
    counts.synced(checkSize(size));
    if (debug != null) {
      debug.syncSingle(device, busAddress, size, direction, true);
    }
    paths[device].operations.syncForCpu(busAddress, size, direction);
  }

  /** Lets the device see what the CPU wrote: {@code dma_sync_single_for_device}. */
  public void syncForDevice(int device, long busAddress, long size, DmaDirection direction) {
    apiCalls.one();
    counts.synced(checkSize(size));
    if (debug != null) {
      debug.syncSingle(device, busAddress, size, direction, false);
    }
    paths[device].operations.syncForDevice(busAddress, size, direction);
  }

  /** {@link #syncForCpu(int, long, long, DmaDirection)} of a list: {@code dma_sync_sg_for_cpu}. */
  public void syncForCpu(int device, ScatterList list, DmaDirection direction) {
    apiCalls.one();
    counts.synced(list.bytes());
    if (debug != null) {
      debug.syncScatter(device, list, direction, true);
    }
    for (int i = 0; i < list.length(); i++) {
      paths[device].operations.syncForCpu(list.busAddress(i), list.size(i), direction);
    }
  }

  /**
   * {@link #syncForDevice(int, long, long, DmaDirection)} of a list: {@code
   * dma_sync_sg_for_device}.
   */
  public void syncForDevice(int device, ScatterList list, DmaDirection direction) {
    apiCalls.one();
    counts.synced(list.bytes());
    if (debug != null) {
      debug.syncScatter(device, list, direction, false);
    }
    for (int i = 0; i < list.length(); i++) {
      paths[device].operations.syncForDevice(list.busAddress(i), list.size(i), direction);
    }
  }

  /**
   * Whether a mapping failed: {@code dma_mapping_error}. A driver must ask this of every address
   * that {@link #mapSingle} or {@link #mapPage} returned; {@link DmaDebug} insists.
   */
  public boolean mappingError(int device, long busAddress) {
    if (debug != null) {
      debug.mappingErrorChecked(device, busAddress);
    }
    return busAddress == DmaMapOperations.MAPPING_ERROR;
  }

  /** The driver lets go of the device: {@link DmaDebug} reports what it left mapped. */
  public void driverReleased(int device) {
    if (debug != null) {
      debug.driverReleased(device);
    }
  }

  /** Reports what drivers asked for, named {@code dma.…}. */
  public void report(MetricSink sink) {
    counts.report(sink);
    if (debug != null) {
      debug.report(sink);
    }
  }

  private void revoke(int device, long bus, long size, DmaDirection direction) {
    if (bus != DmaMapOperations.MAPPING_ERROR) {
      observer.revoked(device, bus, size, direction);
    }
  }

  private static long pages(long address, long size) {
    long offset = address & ((1 << PAGE_SHIFT) - 1);
    return (offset + size + (1 << PAGE_SHIFT) - 1) >>> PAGE_SHIFT;
  }

  private static long checkSize(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("a DMA buffer has 1 byte or more, not " + size);
    }
    return size;
  }

  private void checkInMemory(int device, long physical, long size) {
    if (physical < 0 || checkSize(size) > memoryBytes - physical) {
      throw new BadInputException(
          paths[device].device.name()
              + (": a DMA buffer of " + size + " bytes at 0x" + Long.toHexString(physical))
              + (" is not in memory, which ends at 0x" + Long.toHexString(memoryBytes - 1))
              + (" on machine " + machine.profile().name())
              + "; choose a machine with more memory");
    }
  }
}
