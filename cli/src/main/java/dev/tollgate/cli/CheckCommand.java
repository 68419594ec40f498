package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.check.CheckReport;
import dev.tollgate.cli.check.CheckText;
import dev.tollgate.cli.check.Gate;
import dev.tollgate.cli.gauge.Condition;
import dev.tollgate.cli.gauge.ConditionParser;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate check}: fails if results cross given lines. */
@Command(
    name = "check",
    description = {
      "Hold results against conditions, and against a baseline: for continuous integration. Runs"
          + " nothing.",
      "Exit code 1 if a condition holds, or cannot be decided for lack of a run or figure."
    })
final class CheckCommand implements Callable<Integer> {

  private static final String FAIL_IF = "--fail-if";

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Folder of results.")
  private Path folder;

  @Option(
      names = "--baseline",
      paramLabel = "DIR",
      description = "Folder of results to compare with; runs are matched by their coordinates.")
  private @Nullable Path baseline;

  @Option(
      names = FAIL_IF,
      required = true,
      paramLabel = "CONDITION",
      description =
          "METRIC, one of > >= < <=, and an amount: 1ms, 4KiB, 2000cycles, 5%%; with a sign"
              + " relative to the baseline: +5%%, +1ms. Then, if not for all runs, 'where"
              + " iommu=calgary,policy!=off'. May be repeated.")
  private List<String> conditions = new ArrayList<>();

  @Option(names = "--all", description = "List what is fine, too.")
  private boolean all;

  @Option(names = "--json", description = "As a JSON object with every comparison.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Results results = ResultsFile.read(folder);
    Results before = baseline == null ? null : ResultsFile.read(baseline);
    ImmutableList.Builder<RunRecord> runs = ImmutableList.builder();
    runs.addAll(results.runs());
    if (before != null) {
      runs.addAll(before.runs());
    }
    ImmutableList<RunRecord> both = runs.build();
    List<Condition> parsed =
        conditions.stream().map(text -> ConditionParser.parse(FAIL_IF, text, both)).toList();
    CheckReport report = new Gate(results, before).decide(parsed);
    terminal.out().print(json ? Json.pretty(report) : CheckText.of(report, all));
    return report.passed() ? ExitCode.FINE : ExitCode.RUN_FAILED;
  }
}
