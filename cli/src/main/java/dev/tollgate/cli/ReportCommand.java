package dev.tollgate.cli;

import dev.tollgate.cli.report.ClaimText;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.sweep.ResultsFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code tollgate report}: makes the reports of a folder of results anew, without running anything.
 */
@Command(
    name = "report",
    description =
        "Make report.html and results.csv anew from results.json, and print the table; runs"
            + " nothing.")
final class ReportCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Folder of results.")
  private Path folder;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Results results = ResultsFile.read(folder);
    ResultsFolder written = ResultsFolder.at(folder);
    written.render(results);
    boolean replay = results.title().startsWith(ReplayCommand.TITLE);
    terminal.out().print(replay ? ReplayCommand.summary(results) : Session.table(results));
    terminal.out().print(ClaimText.brief(results));
    terminal.out().println("Report: " + written.report());
    return ExitCode.FINE;
  }
}
