package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.core.spi.WorkloadFactory;
import jakarta.inject.Inject;

/** Makes the workload {@code practice}. */
final class PracticeFactory implements WorkloadFactory {

  @Inject
  PracticeFactory() {}

  @Override
  public String description() {
    return "Maps and unmaps buffers, and fails on demand.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(
        ParameterSpec.integer("buffers", 8, 0, 1_000_000, "How many buffers to map and unmap."),
        ParameterSpec.choice(
            "fail",
            "no",
            ImmutableList.of("no", "invariant", "bad-input", "memory", "defect"),
            "How to fail."),
        ParameterSpec.file("input", "A file that is named in complaints."));
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    return new Practice(parameters, seed);
  }

  private record Practice(Parameters parameters, long seed) implements Workload {

    @Override
    public WorkloadDemands demands() {
      return new WorkloadDemands(
          ImmutableList.of(Device.ofDefaults(0, "0000:00:01.0", 0)), 0, ImmutableSet.of());
    }

    @Override
    public void run(WorkloadContext context) {
      for (long buffer = 0; buffer < parameters.integer("buffers"); buffer++) {
        context.machine().advanceTo(buffer * 1_000_000);
        long physical = (1 + buffer % 100) * 4096;
        long bus = context.dma().mapSingle(0, physical, 1500, DmaDirection.FROM_DEVICE);
        context.dma().unmapSingle(0, bus, 1500, DmaDirection.FROM_DEVICE);
      }
      context.progress().accept(parameters.integer("buffers"));
      switch (parameters.text("fail")) {
        case "invariant" -> throw new InvariantViolation("the table says 12, the bitmap 13");
        case "bad-input" ->
            throw BadInputException.at(parameters.text("input"), 7, "the line makes no sense");
        case "memory" -> throw new OutOfMemoryError("Java heap space");
        case "defect" -> throw new IllegalStateException("a defect");
        default -> {
          // All is well.
        }
      }
    }

    @Override
    public void report(MetricSink sink) {
      sink.metric("workload.seed", seed, "number", "what the seed was made into");
    }
  }
}
