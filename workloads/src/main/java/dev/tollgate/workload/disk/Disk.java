package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import org.jspecify.annotations.Nullable;

/** A benchmark of disks in simulated time, from a profile of FFSB or a job file of fio. */
final class Disk implements Workload {

  private static final String ADDRESS = "0000:01:00.0";

  private final DiskOptions options;
  private final Benchmark benchmark;
  private final long seed;
  private @Nullable DiskStack stack;

  Disk(DiskOptions options, Benchmark benchmark, long seed) {
    this.options = options;
    this.benchmark = benchmark;
    this.seed = seed;
  }

  @Override
  public WorkloadDemands demands() {
    return new WorkloadDemands(ImmutableList.of(device(options.device())), 0, ImmutableSet.of());
  }

  /** The disk as a bus master. */
  static Device device(DiskClass kind) {
    return switch (kind) {
      case FC_SAN -> Device.ofDefaults(DiskStack.DEVICE, ADDRESS, 0);
      case NVME ->
          new Device(
              DiskStack.DEVICE,
              ADDRESS,
              0,
              Long.MAX_VALUE,
              DeviceTimes.NVME_SEGMENT,
              Long.MAX_VALUE);
    };
  }

  @Override
  public void run(WorkloadContext context) {
    DiskStack made = new DiskStack(context, options, seed);
    stack = made;
    benchmark.run(made, seed, context.progress());
    made.close(context.progress());
  }

  @Override
  public void report(MetricSink sink) {
    if (stack != null) {
      stack.report(sink);
      benchmark.report(sink);
    }
  }
}
