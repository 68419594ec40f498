package dev.tollgate.workload.replay;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.kmem.TracedAllocations;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/**
 * Places the buffers of a trace where the objects that they lie in were placed by the run's
 * allocator. A buffer in no object of the trace lies in pages that the network stack or the page
 * cache took from the page allocator: a block of frames stands in for these, always the same one
 * for the same frames, and at least as large as those that Linux takes for fragments of packets.
 */
final class ObjectPlacement extends BufferPlacement {

  /** log2 of the frames of a block for fragments: 32 KiB (PAGE_FRAG_CACHE_MAX_SIZE). */
  private static final int FRAGMENTS = 3;

  private static final int ORDER_BITS = 6;
  private static final long NONE = -1;

  private final TracedAllocations allocations;
  private final PageAllocator pages;
  private final boolean exact;
  private final Long2LongOpenHashMap standIns = new Long2LongOpenHashMap();

  private long object = NONE;
  private long ofObjects;
  private long ofPages;

  /**
   * Places for buffers in the objects of {@code allocations}.
   *
   * @param exact whether the trace knows bytes, not whole pages only
   */
  ObjectPlacement(TracedAllocations allocations, PageAllocator pages, boolean exact) {
    this.allocations = allocations;
    this.pages = pages;
    this.exact = exact;
    standIns.defaultReturnValue(NONE);
  }

  @Override
  void place(long recorded, long recordedBytes) {
    object = allocations.find(recorded, recordedBytes, exact);
    if (object >= 0) {
      placeAt(allocations.placed(), allocations.placedBytes());
    } else {
      placeAt(standIn(recorded, recordedBytes), recordedBytes);
    }
  }

  @Override
  void mapped(int slot, long recorded, long recordedBytes) {
    if (object < 0) {
      ofPages++;
      return;
    }
    ofObjects++;
    long first = recorded >>> PhysicalMemory.FRAME_SHIFT;
    long last = (recorded + recordedBytes - 1) >>> PhysicalMemory.FRAME_SHIFT;
    allocations
        .recorded()
        .mapped(slot, first, last - first + 1, exact ? recorded : object, bytes());
  }

  @Override
  void unmapped(int slot) {
    allocations.recorded().unmapped(slot);
  }

  private long standIn(long recorded, long bytes) {
    long first = recorded >>> PhysicalMemory.FRAME_SHIFT;
    long last = (recorded + bytes - 1) >>> PhysicalMemory.FRAME_SHIFT;
    int order = FRAGMENTS;
    while (first >> order != last >> order) {
      order++;
    }
    long key = first >> order << ORDER_BITS | order;
    long block = standIns.get(key);
    if (block == NONE) {
      block = order > PageAllocator.MAX_ORDER ? PageAllocator.NO_FRAME : pages.allocate(order);
      if (block == PageAllocator.NO_FRAME) {
        throw new BadInputException(
            "the machine has no block of %d frames left for a buffer of the trace at 0x%x; choose"
                    .formatted(1L << order, recorded)
                + " one with more memory (--machine)");
      }
      standIns.put(key, block);
    }
    return recorded
        - (first >> order << order << PhysicalMemory.FRAME_SHIFT)
        + (block << PhysicalMemory.FRAME_SHIFT);
  }

  /** Mappings of objects of the trace. */
  long ofObjects() {
    return ofObjects;
  }

  /** Mappings of other pages. */
  long ofPages() {
    return ofPages;
  }
}
