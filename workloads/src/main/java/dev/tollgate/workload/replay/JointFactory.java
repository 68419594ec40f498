package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import dev.tollgate.workload.kmem.DirectMap;
import dev.tollgate.workload.trace.AccessModel;
import dev.tollgate.workload.trace.TraceFormat;
import dev.tollgate.workload.trace.TraceReader;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Makes replays of DMA and allocations together. */
final class JointFactory implements WorkloadFactory {

  private static final String AUTO = "auto";
  private static final int HEXADECIMAL = 16;

  @Inject
  JointFactory() {}

  @Override
  public String description() {
    return "Makes a trace's DMA and its memory allocations again together: buffers lie where the"
        + " run's allocator puts their objects.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(
        ParameterSpec.file(
            "trace", "File to replay: kernel trace text with iommu or dma, and kmem events."),
        ParameterSpec.choice(
            "accesses",
            AccessModel.FITTED_NIC.name(),
            AccessModel.all().stream()
                .map(AccessModel::name)
                .collect(ImmutableList.toImmutableList()),
            "What the device does with its buffers; docs/traces.md has the fit of each model."),
        ParameterSpec.text(
            "direct-map",
            AUTO,
            "What pointers in the trace are ahead of physical addresses: an address in hexadecimal,"
                + " or 'auto' to find it in the trace."));
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.DMA, WorkloadUse.ALLOCATOR);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    String name = parameters.text("trace");
    if (name.isEmpty()) {
      throw new BadInputException(
          parameters.path() + ".trace is not set: name the trace to replay");
    }
    Path trace = Path.of(name);
    try (TraceReader reader = TraceReader.open(trace)) {
      if (reader.format() != TraceFormat.KERNEL) {
        throw new BadInputException(
            trace + " is no kernel trace; only these hold DMA and allocations together");
      }
    }
    return new JointReplay(
        trace,
        AccessModel.named(parameters.text("accesses")),
        directMap(trace, parameters.text("direct-map"), parameters.path()),
        seed);
  }

  private static long directMap(Path trace, String choice, String path) {
    if (choice.equals(AUTO)) {
      return DirectMap.find(trace);
    }
    try {
      return Long.parseUnsignedLong(choice.replaceFirst("^0x", ""), HEXADECIMAL);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s.direct-map is '%s'; expected 'auto' or an address such as 0xffff888000000000"
              .formatted(path, choice),
          e);
    }
  }
}
