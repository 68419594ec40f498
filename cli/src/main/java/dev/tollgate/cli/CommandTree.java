package dev.tollgate.cli;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands put together, and what happens when one goes wrong. */
final class CommandTree {

  private CommandTree() {}

  static int run(String[] args, Terminal terminal) {
    PrintWriter out = new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
    CommandLine line =
        new CommandLine(new TollgateCommand(terminal))
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new ReplayCommand(terminal))
            .addSubcommand(new FrontierCommand(terminal))
            .addSubcommand(new PluginsCommand(terminal))
            .addSubcommand(
                new CommandLine(new TraceCommand()).addSubcommand(new TraceInfoCommand(terminal)))
            .addSubcommand(new AdviseCommand(terminal))
            .addSubcommand(new ReportCommand(terminal))
            .addSubcommand(new ClaimsCommand(terminal))
            .addSubcommand(new CalibrateCommand(terminal))
            .addSubcommand(new CheckCommand(terminal))
            .addSubcommand(new ExplainCommand(terminal))
            .addSubcommand(
                new CommandLine(new ShowCommand())
                    .addSubcommand(new ShowSlabinfoCommand(terminal))
                    .addSubcommand(new ShowMeminfoCommand(terminal))
                    .addSubcommand(new ShowBuddyinfoCommand(terminal))
                    .addSubcommand(new ShowKmallocCommand(terminal))
                    .addSubcommand(new ShowNeighboursCommand(terminal))
                    .addSubcommand(new ShowNetperfCommand(terminal))
                    .addSubcommand(new ShowFfsbCommand(terminal))
                    .addSubcommand(new ShowFioCommand(terminal)));
    line.setOut(out);
    line.setErr(err);
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    line.setAbbreviatedOptionsAllowed(false);
    line.setParameterExceptionHandler(CommandTree::misused);
    line.setExecutionExceptionHandler(CommandTree::failed);
    return line.execute(args);
  }

  /** A word on the command line that the command does not know, or one that is missing. */
  private static int misused(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tollgate: " + words(misuse, command));
    err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.BAD_INPUT;
  }

  private static String words(ParameterException misuse, CommandLine command) {
    if (!(misuse instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return String.valueOf(misuse.getMessage());
    }
    String word = unmatched.getUnmatched().get(0);
    if (word.startsWith("-")) {
      String option = word.replaceFirst("=.*", "");
      return "unknown option "
          + option
          + NearestName.hint(option, command.getCommandSpec().optionsMap().keySet(), "options");
    }
    return command.getSubcommands().isEmpty()
        ? "unexpected argument " + word
        : "unknown command "
            + word
            + NearestName.hint(word, command.getSubcommands().keySet(), "commands");
  }

  /** A command that could not do its work. */
  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    boolean userError = failure instanceof BadInputException;
    err.println("tollgate: " + (userError ? failure.getMessage() : "internal error: " + failure));
    if (TollgateCommand.wantsStackTrace(command)) {
      failure.printStackTrace(err);
    } else if (!userError) {
      err.println("Please report it, with what --stacktrace prints.");
    }
    return userError ? ExitCode.BAD_INPUT : ExitCode.RUN_FAILED;
  }
}
