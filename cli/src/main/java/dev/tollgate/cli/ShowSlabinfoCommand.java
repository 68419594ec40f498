package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.allocator.SlabInfoFormat;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tollgate show slabinfo}. */
@Command(name = "slabinfo", description = "Print /proc/slabinfo: every cache.")
final class ShowSlabinfoCommand implements Callable<Integer> {

  private static final ImmutableList<String> FORMATS =
      Arrays.stream(SlabInfoFormat.values())
          .map(SlabInfoFormat::version)
          .collect(ImmutableList.toImmutableList());

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  @Option(
      names = "--form",
      paramLabel = "VERSION",
      defaultValue = "2.1",
      description = "1.1 (Linux 2.2, 2.4), 2.0 (2.6) or 2.1 (2.6.12 on); by default 2.1.")
  private String form = "2.1";

  @Option(
      names = "--statistics",
      description = "As a kernel prints it that keeps statistics of its caches.")
  private boolean statistics;

  ShowSlabinfoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!FORMATS.contains(form)) {
      throw new BadInputException(
          "unknown version " + form + " of slabinfo" + NearestName.hint(form, FORMATS, "versions"));
    }
    terminal
        .out()
        .print(
            run.text(
                "slabinfo-" + form + (statistics ? "-statistics" : ""),
                "its allocator has no caches that /proc/slabinfo lists"));
    return ExitCode.FINE;
  }
}
