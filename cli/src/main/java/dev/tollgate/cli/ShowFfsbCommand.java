package dev.tollgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tollgate show ffsb}. */
@Command(name = "ffsb", description = "Print what FFSB printed, from a run of the workload disk.")
final class ShowFfsbCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  ShowFfsbCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(run.text("ffsb.txt", "its workload ran no profile of FFSB"));
    return ExitCode.FINE;
  }
}
