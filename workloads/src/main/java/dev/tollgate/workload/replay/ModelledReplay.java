package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.workload.trace.AccessModel;
import dev.tollgate.workload.trace.AccessSchedule;
import dev.tollgate.workload.trace.EventFamily;
import dev.tollgate.workload.trace.TransferDirection;
import org.jspecify.annotations.Nullable;

/** A replay in which an {@link AccessModel} says what the device does with its buffers. */
final class ModelledReplay extends MappingReplay {

  private final Machine machine;
  private final BusMaster bus;
  private final AccessSchedule schedule;
  private final @Nullable DeviceRings rings;

  ModelledReplay(
      WorkloadContext context,
      EventFamily family,
      LiveBuffers live,
      ReplayCounts counts,
      AccessModel model,
      int devices,
      long seed,
      BufferPlacement placement) {
    super(context.dma(), family, live, counts, placement);
    this.machine = context.machine();
    this.bus = context.bus();
    this.schedule = new AccessSchedule(model, seed);
    this.rings =
        model.ringAccessesPerThousand() == 0 ? null : new DeviceRings(context, devices, counts);
  }

  /** Moves the machine to {@code nanos}, letting the device do what is due until then. */
  void advanceTo(long nanos) {
    while (schedule.next(nanos)) {
      machine.advanceTo(schedule.nanos() * SimulatedClock.NANOSECOND);
      access();
    }
    machine.advanceTo(nanos * SimulatedClock.NANOSECOND);
  }

  @Override
  void mapped(int slot, TransferDirection direction) {
    schedule.mapped(slot, nanos(), pages(slot), direction);
  }

  @Override
  void unmapping(int slot) {
    while (schedule.finish(slot, nanos())) {
      access();
    }
  }

  private void access() {
    counts.accesses++;
    int slot = schedule.mapping();
    int device = live.device(slot);
    if (rings != null) {
      rings.use(device, schedule.ringAccesses());
    }
    long first = live.bus(slot);
    long page = (first >>> PhysicalMemory.FRAME_SHIFT) + schedule.page();
    long at = Math.max(first, page << PhysicalMemory.FRAME_SHIFT);
    bus.touch(device, at, 1, live.direction(slot) != DmaDirection.TO_DEVICE);
  }

  private long nanos() {
    return machine.now() / SimulatedClock.NANOSECOND;
  }

  private int pages(int slot) {
    long first = live.bus(slot) >>> PhysicalMemory.FRAME_SHIFT;
    long last = (live.bus(slot) + live.size(slot) - 1) >>> PhysicalMemory.FRAME_SHIFT;
    return (int) (last - first + 1);
  }
}
