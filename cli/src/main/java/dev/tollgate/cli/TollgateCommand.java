package dev.tollgate.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code tollgate} itself: options of all commands. */
@Command(
    name = "tollgate",
    description =
        "What does protection from devices cost, and how much of it do you get? Simulates IOMMUs"
            + " and their policies under real traces and reports price and safety side by side.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes: 0 fine, 1 a run failed or a claim is not met, 2 bad input.",
    },
    versionProvider = TollgateCommand.Version.class)
final class TollgateCommand implements Runnable {

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // Picocli looks at it.
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Tollgate, Java and the plugins.")
  @SuppressWarnings("UnusedVariable") // Picocli looks at it.
  private boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error came from.")
  private boolean stacktrace;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  TollgateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Whether the option was given anywhere on the command line that {@code command} is part of. */
  static boolean wantsStackTrace(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof TollgateCommand tollgate && tollgate.stacktrace;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The lines that {@code --version} prints. */
  static final class Version implements IVersionProvider {

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // Filled in by picocli.
    Version() {}

    @Override
    public String[] getVersion() {
      TollgateCommand command = (TollgateCommand) spec.root().userObject();
      return Versions.lines(command.terminal().tollgate()).toArray(String[]::new);
    }
  }
}
