package dev.tollgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tollgate show netperf}. */
@Command(name = "netperf", description = "Print what netperf would: the table of a stream.")
final class ShowNetperfCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  ShowNetperfCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(run.text("netperf.txt", "its workload is not stream"));
    return ExitCode.FINE;
  }
}
