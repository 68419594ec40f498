package dev.tollgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tollgate show buddyinfo}. */
@Command(name = "buddyinfo", description = "Print /proc/buddyinfo: free blocks of frames by order.")
final class ShowBuddyinfoCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  ShowBuddyinfoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(run.text("buddyinfo", "its folder is not complete"));
    return ExitCode.FINE;
  }
}
