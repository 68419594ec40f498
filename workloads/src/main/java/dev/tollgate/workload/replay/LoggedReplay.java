package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.workload.trace.EventFamily;
import dev.tollgate.workload.trace.MappedBefore;
import dev.tollgate.workload.trace.TransferDirection;
import dev.tollgate.workload.trace.UnitEvent;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/**
 * A replay in which the log of the recorded machine's own IOMMU says what the device did. An access
 * goes to the same byte of the same buffer, wherever the simulated machine has put it; one that
 * came after its page was unmapped goes to where the page was last.
 *
 * <p>The log gives each access's first byte and the rights of the entry it used, not its length nor
 * whether it read or wrote: it is replayed as one byte, written if the entry allowed that.
 */
final class LoggedReplay extends MappingReplay {

  private static final long NEVER_MAPPED = -1;
  private static final long OFFSET = PhysicalMemory.FRAME_BYTES - 1;

  private final BusMaster bus;
  private final ReplayCounts counts;
  private final RecordedWindows recorded;
  private final Long2LongOpenHashMap busPageOf = new Long2LongOpenHashMap();

  LoggedReplay(
      WorkloadContext context,
      EventFamily family,
      LiveBuffers live,
      ReplayCounts counts,
      RecordedWindows recorded) {
    super(context.dma(), family, live, counts);
    this.bus = context.bus();
    this.counts = counts;
    this.recorded = recorded;
    this.busPageOf.defaultReturnValue(NEVER_MAPPED);
  }

  /** Maps what the recorded machine had mapped before the trace began. */
  void replay(MappedBefore before) {
    counts.mappedBefore++;
    TransferDirection direction =
        before.readable()
            ? before.writable() ? TransferDirection.BIDIRECTIONAL : TransferDirection.TO_DEVICE
            : TransferDirection.FROM_DEVICE;
    map(0, before.address(), before.physical(), before.bytes(), direction);
  }

  /** Does what the device did, and notes what the unit forgot. */
  void replay(UnitEvent event, long nanos) {
    if (!event.kind().isAccess()) {
      recorded.invalidated(event, nanos);
      return;
    }
    recorded.accessed(event.address() >>> PhysicalMemory.FRAME_SHIFT);
    long page = busPageOf.get(event.address() >>> PhysicalMemory.FRAME_SHIFT);
    if (page == NEVER_MAPPED) {
      counts.accessesElsewhere++;
      return;
    }
    counts.accesses++;
    bus.touch(
        0, page << PhysicalMemory.FRAME_SHIFT | (event.address() & OFFSET), 1, event.writable());
  }

  /** Notes, at the time of the kernel's unmap, which pages the recorded machine gave up. */
  void recordUnmap(long address, long bytes, long nanos) {
    long end = (address + bytes + OFFSET) >>> PhysicalMemory.FRAME_SHIFT;
    for (long page = address >>> PhysicalMemory.FRAME_SHIFT; page < end; page++) {
      recorded.unmapped(page, nanos);
    }
  }

  @Override
  void mapped(int slot, int device, long address, TransferDirection direction) {
    long first = address >>> PhysicalMemory.FRAME_SHIFT;
    long last = (address + live.size(slot) - 1) >>> PhysicalMemory.FRAME_SHIFT;
    long busPage = live.bus(slot) >>> PhysicalMemory.FRAME_SHIFT;
    for (long page = first; page <= last; page++) {
      busPageOf.put(page, busPage + (page - first));
    }
  }

  @Override
  void unmapping(int slot, int device, long address) {
    // The page stays in the table: the device may come late.
  }
}
