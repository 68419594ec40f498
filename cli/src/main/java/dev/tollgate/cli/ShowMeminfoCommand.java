package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tollgate show meminfo}. */
@Command(
    name = "meminfo",
    description = "Print /proc/meminfo: the lines that a simulated machine knows.")
final class ShowMeminfoCommand implements Callable<Integer> {

  private static final ImmutableList<String> KERNELS = ImmutableList.of("6.1", "2.6");

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  @Option(
      names = "--kernel",
      paramLabel = "RELEASE",
      defaultValue = "6.1",
      description = "Form of which kernel: 6.1 or 2.6 (2.6.0 to 2.6.8); by default 6.1.")
  private String kernel = "6.1";

  ShowMeminfoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!KERNELS.contains(kernel)) {
      throw new BadInputException(
          "unknown kernel " + kernel + NearestName.hint(kernel, KERNELS, "kernels"));
    }
    terminal.out().print(run.text("meminfo-" + kernel, "its folder is not complete"));
    return ExitCode.FINE;
  }
}
