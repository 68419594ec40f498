package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.workload.trace.AccessModel;
import dev.tollgate.workload.trace.DeviceLog;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a replay is told.
 *
 * @param trace the trace file
 * @param log the IOMMU unit's access log of the same run, or null if there is none to use
 * @param accesses what the device does with its buffers where no log says it
 * @param placements where to write the I/O page of each mapping, or null
 * @param repeat how many times to replay the trace, one pass behind the other
 */
record ReplayConfiguration(
    Path trace, @Nullable Path log, AccessModel accesses, @Nullable Path placements, long repeat) {

  private static final String AUTO = "auto";
  private static final String NONE = "none";

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.file(
              "trace",
              "File to replay: kernel trace text, plain or gzip, or the plain mapping format."),
          ParameterSpec.text(
              "log",
              AUTO,
              "Access log of the IOMMU unit, recorded with the trace: a file, 'auto' for"
                  + " X.vtd.gz beside X.ftrace.gz if it is there, or 'none'."),
          ParameterSpec.choice(
              "accesses",
              AccessModel.FITTED_NIC.name(),
              AccessModel.all().stream()
                  .map(AccessModel::name)
                  .collect(ImmutableList.toImmutableList()),
              "What the device does with its buffers where no log tells; docs/traces.md has the"
                  + " fit of each model."),
          ParameterSpec.outputFile(
              "placements",
              "File to write the I/O page of each mapping to, in the trace's order; empty for none."
                  + " Only for plain traces."),
          ParameterSpec.integer(
              "repeat",
              1,
              1,
              1_000_000,
              "How many times to replay the trace, each pass behind the one before."));

  static ReplayConfiguration of(Parameters parameters) {
    String trace = parameters.text("trace");
    if (trace.isEmpty()) {
      throw new BadInputException(
          parameters.path() + ".trace is not set: name the trace to replay");
    }
    String placements = parameters.text("placements");
    Path file = Path.of(trace);
    return new ReplayConfiguration(
        file,
        log(file, parameters.text("log")),
        AccessModel.named(parameters.text("accesses")),
        placements.isEmpty() ? null : Path.of(placements),
        parameters.integer("repeat"));
  }

  private static @Nullable Path log(Path trace, String choice) {
    return switch (choice) {
      case NONE, "" -> null;
      case AUTO -> DeviceLog.beside(trace);
      default -> {
        Path log = Path.of(choice);
        if (!Files.isRegularFile(log)) {
          throw new BadInputException(
              "workload.replay.log: there is no file "
                  + log
                  + "; expected a file, 'auto' or 'none'");
        }
        yield log;
      }
    };
  }
}
