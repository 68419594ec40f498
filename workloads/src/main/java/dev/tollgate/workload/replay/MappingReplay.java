package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.workload.trace.EventFamily;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.ScatterPieces;
import dev.tollgate.workload.trace.TransferDirection;

/**
 * The kernel's side of a replay: every map, unmap and sync of the trace becomes a call of the DMA
 * API. Subclasses add what the device does with the buffers.
 *
 * <p>Where the trace has {@code dma:*} events, each of them is one call with its own device,
 * direction and exact bytes, and a scatter-gather list is one call for all of its pieces. Where it
 * has only {@code iommu:map} and {@code iommu:unmap}, each map is one call for whole pages, in both
 * directions, and an unmap is one call for each mapping that it covers.
 *
 * <p>What an unmap covers is what {@link dev.tollgate.workload.trace.LiveMappings} says. The DMA
 * API knows no unmap of a part: a mapping that the trace unmaps piece by piece ends with its last
 * piece.
 */
abstract class MappingReplay {

  final LiveBuffers live;
  final ReplayCounts counts;
  private final DmaApi dma;
  private final EventFamily family;
  private final BufferPlacement placement;
  private final ScatterPieces pieces = new ScatterPieces();
  private final ScatterList list = new ScatterList();

  MappingReplay(
      DmaApi dma,
      EventFamily family,
      LiveBuffers live,
      ReplayCounts counts,
      BufferPlacement placement) {
    this.placement = placement;
    this.dma = dma;
    this.family = family;
    this.live = live;
    this.counts = counts;
  }

  /** A buffer was mapped into {@code slot}. */
  abstract void mapped(int slot, TransferDirection direction);

  /** A buffer is about to be unmapped. */
  abstract void unmapping(int slot);

  /** Does what the kernel did. */
  final void replay(KernelEvent event) {
    if (event.kind().family() != family) {
      return;
    }
    counts.events++;
    int device = family == EventFamily.DMA ? event.device() : 0;
    if (!live.knows(device)) {
      counts.others++;
      return;
    }
    switch (event.kind()) {
      case PAGE_MAP, DMA_MAP, DMA_ALLOCATE ->
          map(device, event.address(), event.physical(), event.bytes(), event.direction());
      case DMA_MAP_SCATTER -> mapList(device, event);
      case PAGE_UNMAP, DMA_UNMAP, DMA_FREE -> unmap(device, event.address(), event.bytes(), false);
      case DMA_UNMAP_SCATTER -> unmapList(device, event);
      case DMA_SYNC_FOR_CPU -> sync(device, event, true);
      case DMA_SYNC_FOR_DEVICE -> sync(device, event, false);
      default -> counts.others++;
    }
  }

  /** Maps a buffer that the recorded machine had at {@code address}. */
  final void map(int device, long address, long physical, long bytes, TransferDirection direction) {
    if (!isReplayed(device, address, physical, bytes)) {
      return;
    }
    DmaDirection asked = direction(direction);
    placement.place(physical, bytes);
    long bus = dma.mapSingle(device, placement.physical(), placement.bytes(), asked);
    if (dma.mappingError(device, bus)) {
      counts.failed++;
      live.leaveOut(device, address);
      return;
    }
    mapped(add(device, address, physical, bus, bytes, asked), direction);
  }

  private int add(
      int device,
      long address,
      long recorded,
      long bus,
      long recordedBytes,
      DmaDirection direction) {
    int slot = live.add(device, address, placement.physical(), bus, placement.bytes(), direction);
    live.setLeft(slot, recordedBytes);
    placement.mapped(slot, recorded, recordedBytes);
    return slot;
  }

  private void mapList(int device, KernelEvent event) {
    pieces.split(event);
    list.clear();
    for (int i = 0; i < pieces.count(); i++) {
      if (isReplayed(device, pieces.address(i), pieces.physical(i), pieces.bytes(i))) {
        placement.place(pieces.physical(i), pieces.bytes(i));
        list.add(placement.physical(), placement.bytes());
      }
    }
    if (list.length() == 0) {
      return;
    }
    DmaDirection asked = direction(event.direction());
    boolean failed = dma.mapScatter(device, list, asked) == 0;
    counts.failed += failed ? list.length() : 0;
    int next = 0;
    for (int i = 0; i < pieces.count(); i++) {
      if (pieces.bytes(i) > 0 && pieces.physical(i) != KernelEvent.UNKNOWN) {
        if (failed) {
          live.leaveOut(device, pieces.address(i));
        } else {
          long bus = list.busAddress(next++);
          placement.place(pieces.physical(i), pieces.bytes(i));
          mapped(
              add(device, pieces.address(i), pieces.physical(i), bus, pieces.bytes(i), asked),
              event.direction());
        }
      }
    }
  }

  /** Makes room for a map; false if it says too little to be made. */
  private boolean isReplayed(int device, long address, long physical, long bytes) {
    if (physical == KernelEvent.UNKNOWN || bytes <= 0) {
      counts.withoutMemory++;
      live.leaveOut(device, address);
      return false;
    }
    int replaced = live.find(device, address);
    if (replaced >= 0) {
      counts.replaced++;
      end(replaced, false);
    }
    counts.maps++;
    counts.reuse.mapped(device, address);
    return true;
  }

  private void unmapList(int device, KernelEvent event) {
    if (event.segments() == 0) {
      counts.unmaps++;
      counts.unmapsMappedBefore++;
    }
    list.clear();
    for (int i = 0; i < event.segments(); i++) {
      unmap(device, event.segmentAddress(i), event.segmentBytes(i), true);
    }
    if (list.length() > 0) {
      dma.unmapScatter(device, list, direction(event.direction()));
    }
  }

  private void unmap(int device, long address, long bytes, boolean ofList) {
    counts.unmaps++;
    counts.reuse.unmapped(device, address);
    int first = live.find(device, address);
    if (first < 0) {
      counts.unmapsMappedBefore += first == LiveBuffers.NEVER ? 1 : 0;
      counts.unmatched += first == LiveBuffers.GONE ? 1 : 0;
      live.markGone(device, address);
      return;
    }
    long end = address + bytes;
    for (long at = address; at < end; ) {
      int slot = live.find(device, at);
      if (slot < 0) {
        counts.unmatched++;
        return;
      }
      long mapped = live.left(slot);
      if (at + mapped <= end) {
        end(slot, ofList);
      } else {
        counts.partialUnmaps++;
        live.shorten(slot, end - at);
      }
      at += mapped;
    }
  }

  /** Ends a mapping, at once or with the list that it belongs to. */
  private void end(int slot, boolean ofList) {
    unmapping(slot);
    placement.unmapped(slot);
    if (ofList) {
      list.add(live.physical(slot), live.size(slot));
      list.placeAt(list.length() - 1, live.bus(slot));
    } else {
      dma.unmapSingle(live.device(slot), live.bus(slot), live.size(slot), live.direction(slot));
    }
    live.remove(slot);
  }

  /** A pass begins with nothing mapped, as the first one does. */
  void beginPass() {
    for (int slot = 0; slot < live.slots(); slot++) {
      if (live.isLive(slot)) {
        end(slot, false);
      }
    }
    live.forgetAddresses();
  }

  private void sync(int device, KernelEvent event, boolean forCpu) {
    if (event.segments() > 0) {
      syncList(device, event, forCpu);
      return;
    }
    int slot = live.find(device, event.address());
    if (slot < 0) {
      counts.others++;
      return;
    }
    counts.syncs++;
    long bytes = Math.max(1, Math.min(event.bytes(), live.size(slot)));
    if (forCpu) {
      dma.syncForCpu(device, live.bus(slot), bytes, live.direction(slot));
    } else {
      dma.syncForDevice(device, live.bus(slot), bytes, live.direction(slot));
    }
  }

  private void syncList(int device, KernelEvent event, boolean forCpu) {
    list.clear();
    for (int i = 0; i < event.segments(); i++) {
      int slot = live.find(device, event.segmentAddress(i));
      if (slot >= 0) {
        list.add(live.physical(slot), live.size(slot));
        list.placeAt(list.length() - 1, live.bus(slot));
      }
    }
    if (list.length() == 0) {
      counts.others++;
      return;
    }
    counts.syncs++;
    if (forCpu) {
      dma.syncForCpu(device, list, direction(event.direction()));
    } else {
      dma.syncForDevice(device, list, direction(event.direction()));
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
