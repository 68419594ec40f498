package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Json;
import dev.tollgate.workload.trace.TraceSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate trace info}: says what trace files hold. */
@Command(
    name = "info",
    description = "Say what trace files hold: format, events, devices, mappings, odd lines.")
final class TraceInfoCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Trace files, plain or gzip.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "As a JSON array with an object for each file.")
  private boolean json;

  TraceInfoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ImmutableList<TraceSummary> summaries =
        files.stream().map(TraceSummary::of).collect(ImmutableList.toImmutableList());
    if (json) {
      terminal.out().print(Json.pretty(summaries.stream().map(TraceInfoJson::of).toList()));
      return ExitCode.FINE;
    }
    String separator = "";
    for (TraceSummary summary : summaries) {
      terminal.out().print(separator + summary.toText());
      separator = "\n";
    }
    return ExitCode.FINE;
  }
}
