package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.workload.trace.TraceFormat;
import dev.tollgate.workload.trace.TraceReader;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Makes replays; which kind is decided by what the trace file holds. */
final class ReplayFactory implements WorkloadFactory {

  @Inject
  ReplayFactory() {}

  @Override
  public String description() {
    return "Makes the DMA mappings of a recorded trace again, at the times they were recorded.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ReplayConfiguration.PARAMETERS;
  }

  @Override
  public ImmutableList<Path> furtherInputs(Parameters parameters) {
    Path log = ReplayConfiguration.of(parameters).log();
    return log == null ? ImmutableList.of() : ImmutableList.of(log);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    ReplayConfiguration configuration = ReplayConfiguration.of(parameters);
    Path trace = configuration.trace();
    TraceFormat format;
    try (TraceReader reader = TraceReader.open(trace)) {
      format = reader.format();
    }
    return switch (format) {
      case KERNEL -> new KernelReplay(configuration, seed);
      case PLAIN -> new PlainReplay(configuration);
      case UNIT_LOG ->
          throw new BadInputException(
              trace
                  + " is the access log of an IOMMU unit, not a kernel trace; replay the trace"
                  + " beside it, the log is then used by itself");
    };
  }
}
