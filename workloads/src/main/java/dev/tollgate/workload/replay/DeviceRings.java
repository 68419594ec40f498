package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.WorkloadContext;

/**
 * The descriptor rings of the devices of a modelled replay: {@value #PAGES} pages for each device,
 * mapped before the trace begins and never unmapped, whose use takes room in the IOTLB from data.
 *
 * <p>In the logs that the access models were fitted on, the two busiest such pages take 99 of 100
 * (network card) and 71 of 100 (disk) accesses to pages mapped before the trace. They are used in
 * turns, the first read as a device fetches descriptors, the second written as it reports
 * completions: which of both an access was, the logs do not say.
 */
final class DeviceRings {

  private static final int ORDER = 1;
  private static final int PAGES = 1 << ORDER;
  private static final long BYTES = (long) PAGES << PhysicalMemory.FRAME_SHIFT;

  private final BusMaster bus;
  private final ReplayCounts counts;
  private final long[] first; // bus address of each device's pages
  private long turn;

  /** Maps the rings: one call of the DMA API for each device. */
  DeviceRings(WorkloadContext context, int devices, ReplayCounts counts) {
    this.bus = context.bus();
    this.counts = counts;
    this.first = new long[devices];
    DmaApi dma = context.dma();
    PageAllocator pages = context.machine().pages();
    for (int device = 0; device < devices; device++) {
      long frame = pages.allocate(ORDER);
      first[device] =
          frame == PageAllocator.NO_FRAME
              ? DmaMapOperations.MAPPING_ERROR
              : dma.mapSingle(
                  device, frame << PhysicalMemory.FRAME_SHIFT, BYTES, DmaDirection.BIDIRECTIONAL);
      if (!dma.mappingError(device, first[device])) {
        counts.rings++;
      }
    }
  }

  /** A device uses its rings so many times, if there was room for them. */
  void use(int device, int times) {
    if (first[device] == DmaMapOperations.MAPPING_ERROR) {
      return;
    }
    for (int i = 0; i < times; i++) {
      boolean completion = (turn++ & 1) != 0;
      long page = completion ? PhysicalMemory.FRAME_BYTES : 0;
      bus.touch(device, first[device] + page, 1, completion);
    }
    counts.ringAccesses += times;
  }
}
