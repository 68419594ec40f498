package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.AllocatorSource;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.workload.FrameObjects;
import dev.tollgate.workload.split.TwoGuests;
import org.jspecify.annotations.Nullable;

/** A benchmark on a {@link Rig}, from beginning to end. */
final class StackRun {

  final Rig rig;
  final Figures metrics = new Figures();
  private final DiskOptions options;
  private final long freeBefore;
  private @Nullable Hypervisor hypervisor;

  StackRun(DiskOptions options) {
    this.options = options;
    this.rig = new Rig(Disk.device(options.device()));
    this.freeBefore = rig.machine.pages().freeFrames();
  }

  StackRun run(Benchmark benchmark, long seed) {
    return run(benchmark, seed, metrics);
  }

  StackRun run(Benchmark benchmark, long seed, MetricSink sink) {
    FrameObjects objects = new FrameObjects(rig.machine.pages());
    WorkloadContext context =
        new WorkloadContext(
            rig.machine, rig.dma, rig.bus, source(objects), events -> {}, hypervisor);
    DiskStack stack = new DiskStack(context, options, seed);
    benchmark.run(stack, seed, events -> {});
    stack.close(events -> {});
    rig.dma.driverReleased(0);
    stack.report(sink);
    benchmark.report(sink);
    return this;
  }

  /** Runs it in a guest without devices from now on. */
  TwoGuests inGuest() {
    TwoGuests guests = new TwoGuests(rig.machine);
    hypervisor = guests;
    return guests;
  }

  private AllocatorSource source(FrameObjects objects) {
    FrameObjects others = new FrameObjects(rig.machine.pages());
    return new AllocatorSource() {
      @Override
      public KernelAllocator get() {
        return objects;
      }

      @Override
      public KernelAllocator on(Machine machine) {
        return others;
      }
    };
  }

  /** Page frames that were not given back. */
  long framesLeft() {
    return freeBefore - rig.machine.pages().freeFrames();
  }
}
