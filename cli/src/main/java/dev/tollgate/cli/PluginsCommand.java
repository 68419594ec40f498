package dev.tollgate.cli;

import dev.tollgate.cli.results.Json;
import dev.tollgate.core.boot.Tollgate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tollgate plugins}: lists what can be simulated and how it can be set. */
@Command(
    name = "plugins",
    description = "List the plugins, the parts they bring, and all parameters of these.")
final class PluginsCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = "--json", description = "As a JSON array with an object for each plugin.")
  private boolean json;

  PluginsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Tollgate tollgate = terminal.tollgate();
    terminal
        .out()
        .print(json ? Json.pretty(PluginListing.json(tollgate)) : PluginListing.text(tollgate));
    return ExitCode.FINE;
  }
}
