package dev.tollgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tollgate show fio}. */
@Command(
    name = "fio",
    description = "Print what fio printed as JSON, from a run of the workload disk.")
final class ShowFioCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  ShowFioCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(run.text("fio.json", "its workload ran no profile of FFSB"));
    return ExitCode.FINE;
  }
}
