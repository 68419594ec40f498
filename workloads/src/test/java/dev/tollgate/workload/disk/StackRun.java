package dev.tollgate.workload.disk;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.WorkloadContext;

/** A benchmark on a {@link Rig}, from beginning to end. */
final class StackRun {

  final Rig rig;
  final Figures metrics = new Figures();
  private final DiskOptions options;
  private final long freeBefore;

  StackRun(DiskOptions options) {
    this.options = options;
    this.rig = new Rig(Disk.device(options.device()));
    this.freeBefore = rig.machine.pages().freeFrames();
  }

  StackRun run(Benchmark benchmark, long seed) {
    return run(benchmark, seed, metrics);
  }

  StackRun run(Benchmark benchmark, long seed, MetricSink sink) {
    PageObjects objects = new PageObjects(rig.machine.pages());
    WorkloadContext context =
        new WorkloadContext(rig.machine, rig.dma, rig.bus, () -> objects, events -> {});
    DiskStack stack = new DiskStack(context, options, seed);
    benchmark.run(stack, seed, events -> {});
    stack.close(events -> {});
    rig.dma.driverReleased(0);
    stack.report(sink);
    benchmark.report(sink);
    return this;
  }

  /** Page frames that were not given back. */
  long framesLeft() {
    return freeBefore - rig.machine.pages().freeFrames();
  }
}
