package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.trace.EventFamily;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.ScatterPieces;
import dev.tollgate.workload.trace.TransferDirection;

/**
 * The kernel's side of a replay: every map, unmap and sync of the trace becomes a call of the DMA
 * API. Subclasses add what the device does with the buffers.
 *
 * <p>Where the trace has {@code dma:*} events, each of them is one call with its own device,
 * direction and exact bytes. Where it has only {@code iommu:map} and {@code iommu:unmap}, each map
 * is one call for whole pages, in both directions, and an unmap ends every mapping it covers.
 */
abstract class MappingReplay {

  final LiveBuffers live;
  private final DmaApi dma;
  private final EventFamily family;
  private final ReplayCounts counts;
  private final ScatterPieces pieces = new ScatterPieces();

  MappingReplay(DmaApi dma, EventFamily family, LiveBuffers live, ReplayCounts counts) {
    this.dma = dma;
    this.family = family;
    this.live = live;
    this.counts = counts;
  }

  /** A buffer was mapped into {@code slot}. */
  abstract void mapped(int slot, int device, long address, TransferDirection direction);

  /** A buffer is about to be unmapped. */
  abstract void unmapping(int slot, int device, long address);

  /** Does what the kernel did. */
  final void replay(KernelEvent event) {
    if (event.kind().family() != family) {
      return;
    }
    counts.events++;
    int device = family == EventFamily.DMA ? event.device() : 0;
    switch (event.kind()) {
      case PAGE_MAP, DMA_MAP, DMA_ALLOCATE ->
          map(device, event.address(), event.physical(), event.bytes(), event.direction());
      case DMA_MAP_SCATTER -> {
        pieces.split(event);
        for (int i = 0; i < pieces.count(); i++) {
          map(device, pieces.address(i), pieces.physical(i), pieces.bytes(i), event.direction());
        }
      }
      case PAGE_UNMAP, DMA_UNMAP, DMA_FREE -> unmap(device, event.address(), event.bytes());
      case DMA_UNMAP_SCATTER -> {
        if (event.segments() == 0) {
          counts.unmatched++;
        }
        for (int i = 0; i < event.segments(); i++) {
          unmap(device, event.segmentAddress(i), event.segmentBytes(i));
        }
      }
      case DMA_SYNC_FOR_CPU -> sync(device, event, true);
      case DMA_SYNC_FOR_DEVICE -> sync(device, event, false);
      default -> counts.others++;
    }
  }

  /** Maps a buffer that the recorded machine had at {@code address}. */
  final void map(int device, long address, long physical, long bytes, TransferDirection direction) {
    if (physical == KernelEvent.UNKNOWN || bytes <= 0) {
      counts.withoutMemory++;
      return;
    }
    int replaced = live.find(device, address);
    if (replaced != LiveBuffers.NONE) {
      counts.replaced++;
      end(device, address, replaced);
    }
    counts.maps++;
    DmaDirection asked = direction(direction);
    long bus = dma.mapSingle(device, physical, bytes, asked);
    if (bus == DmaMapOperations.MAPPING_ERROR) {
      counts.failed++;
      return;
    }
    mapped(live.add(device, address, bus, bytes, asked), device, address, direction);
  }

  private void unmap(int device, long address, long bytes) {
    counts.unmaps++;
    long at = address;
    long end = address + bytes;
    boolean complete = true;
    while (at < end) {
      int slot = live.find(device, at);
      if (slot == LiveBuffers.NONE) {
        complete = false;
        at = (at | (PhysicalMemory.FRAME_BYTES - 1)) + 1;
      } else {
        long size = live.size(slot);
        end(device, at, slot);
        at += size;
      }
    }
    if (!complete) {
      counts.unmatched++;
    }
  }

  private void end(int device, long address, int slot) {
    unmapping(slot, device, address);
    dma.unmapSingle(device, live.bus(slot), live.size(slot), live.direction(slot));
    live.remove(device, address, slot);
  }

  private void sync(int device, KernelEvent event, boolean forCpu) {
    int slot = live.find(device, event.address());
    if (slot == LiveBuffers.NONE || event.segments() > 1) {
      counts.others++;
      return;
    }
    counts.syncs++;
    long bytes = Math.min(event.bytes(), live.size(slot));
    if (forCpu) {
      dma.syncForCpu(device, live.bus(slot), bytes, live.direction(slot));
    } else {
      dma.syncForDevice(device, live.bus(slot), bytes, live.direction(slot));
    }
  }

  private static DmaDirection direction(TransferDirection traced) {
    return switch (traced) {
      case TO_DEVICE -> DmaDirection.TO_DEVICE;
      case FROM_DEVICE -> DmaDirection.FROM_DEVICE;
      case BIDIRECTIONAL, NONE, UNKNOWN -> DmaDirection.BIDIRECTIONAL;
    };
  }
}
