package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.SimulatedClock;
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

  private static final int DEVICE_BITS = 16;
  private static final long DEVICE = (1L << DEVICE_BITS) - 1;

  private final Machine machine;
  private final BusMaster bus;
  private final RecordedWindows recorded;
  private final Long2LongOpenHashMap busPageOf = new Long2LongOpenHashMap(); // and device
  private boolean betweenPasses; // what is unmapped then, the recorded machine did not

  LoggedReplay(
      WorkloadContext context,
      EventFamily family,
      LiveBuffers live,
      ReplayCounts counts,
      RecordedWindows recorded) {
    super(context.dma(), family, live, counts, new BufferPlacement());
    this.machine = context.machine();
    this.bus = context.bus();
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
    long mapped = busPageOf.get(event.address() >>> PhysicalMemory.FRAME_SHIFT);
    if (mapped == NEVER_MAPPED) {
      counts.accessesElsewhere++;
      return;
    }
    counts.accesses++;
    long page = mapped >>> DEVICE_BITS << PhysicalMemory.FRAME_SHIFT;
    bus.touch((int) (mapped & DEVICE), page | (event.address() & OFFSET), 1, event.writable());
  }

  @Override
  void mapped(int slot, TransferDirection direction) {
    long first = live.address(slot) >>> PhysicalMemory.FRAME_SHIFT;
    long last = lastPage(slot);
    long busPage = live.bus(slot) >>> PhysicalMemory.FRAME_SHIFT;
    for (long page = first; page <= last; page++) {
      busPageOf.put(page, ((busPage + (page - first)) << DEVICE_BITS) | live.device(slot));
    }
  }

  /** The pages stay in the table: the device may come late. */
  @Override
  void unmapping(int slot) {
    if (betweenPasses) {
      return;
    }
    long nanos = machine.now() / SimulatedClock.NANOSECOND;
    long last = lastPage(slot);
    for (long page = live.address(slot) >>> PhysicalMemory.FRAME_SHIFT; page <= last; page++) {
      recorded.unmapped(page, nanos);
    }
  }

  private long lastPage(int slot) {
    return (live.address(slot) + live.left(slot) - 1) >>> PhysicalMemory.FRAME_SHIFT;
  }

  @Override
  void beginPass() {
    betweenPasses = true;
    super.beginPass();
    betweenPasses = false;
    busPageOf.clear();
    recorded.beginPass();
  }
}
