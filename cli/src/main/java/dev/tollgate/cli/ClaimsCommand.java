package dev.tollgate.cli;

import dev.tollgate.cli.report.ClaimText;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate claims}: says which claims of an experiment its results meet. */
@Command(
    name = "claims",
    description = {
      "Say which claims of an experiment its results meet, with what was measured; runs nothing.",
      "Exit code 1 if one is not met or could not be measured."
    })
final class ClaimsCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Folder of results.")
  private Path folder;

  @Option(names = "--json", description = "As a JSON array with an object for each claim.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  ClaimsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Results results = ResultsFile.read(folder);
    if (results.claims().isEmpty()) {
      throw new BadInputException(
          folder + " holds no claims; an experiment file states them in its group claims");
    }
    terminal.out().print(json ? Json.pretty(results.claims()) : ClaimText.of(results));
    return results.claims().stream().allMatch(ClaimRecord::met)
        ? ExitCode.FINE
        : ExitCode.RUN_FAILED;
  }
}
