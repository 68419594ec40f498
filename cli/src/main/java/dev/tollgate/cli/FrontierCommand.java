package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.cli.experiment.Axis;
import dev.tollgate.cli.experiment.Experiment;
import dev.tollgate.cli.experiment.ExperimentFile;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.frontier.Advice;
import dev.tollgate.cli.frontier.Constraint;
import dev.tollgate.cli.frontier.Frontier;
import dev.tollgate.cli.frontier.FrontierJson;
import dev.tollgate.cli.frontier.FrontierPage;
import dev.tollgate.cli.frontier.FrontierText;
import dev.tollgate.cli.gauge.Comparison;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.sweep.ResultsFolder;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate frontier}: price against safety over all combinations. */
@Command(
    name = "frontier",
    description = {
      "Run all combinations of a trace or an experiment and draw price against each safety meter:"
          + " what nothing beats, what is beaten, by whom and in what.",
      "With constraints, say what to take and what each constraint left out. Combinations that"
          + " make no sense are listed with the reason."
    })
final class FrontierCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(
      paramLabel = "TRACE|EXPERIMENT|DIR",
      description = "A trace file, an experiment file (.conf), or a folder of results.")
  private Path input;

  @Option(
      names = "--iommu",
      split = ",",
      paramLabel = "NAME",
      description = "IOMMUs for a trace, joined by commas; all if not given.")
  private List<String> iommus = new ArrayList<>();

  @Option(
      names = "--policy",
      split = ",",
      paramLabel = "NAME",
      description = "Policies for a trace, joined by commas; all if not given.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      defaultValue = "lab",
      description = "Machine for a trace, by default ${DEFAULT-VALUE}.")
  private String machine = "lab";

  @Option(
      names = "--max-cpu",
      paramLabel = "AMOUNT",
      description =
          "Most CPU time: +10%% more than the baseline, 10%% of one CPU, or 2kcycles per map and"
              + " unmap.")
  private @Nullable String maxCpu;

  @Option(
      names = "--max-stale",
      paramLabel = "TIME",
      description = "Longest stale window, 99th percentile (safety.stale).")
  private @Nullable String maxStale;

  @Option(
      names = "--max",
      paramLabel = "METRIC=VALUE",
      description = "Most of any metric, such as safety.stale.longest=1ms; may be repeated.")
  private List<String> most = new ArrayList<>();

  @Option(
      names = "--min",
      paramLabel = "METRIC=VALUE",
      description = "Least of any metric, such as price.throughput=900Mbit/s; may be repeated.")
  private List<String> least = new ArrayList<>();

  @Option(
      names = "--baseline",
      paramLabel = "COMBINATION",
      description =
          "What amounts with a sign refer to, such as calgary/native; off if not given, or native"
              + " where off is not run.")
  private @Nullable String baseline;

  @Option(names = "--json", description = "As a JSON object with all figures, exactly.")
  private boolean json;

  @Mixin private final SweepOptions options = new SweepOptions();

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  FrontierCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (Files.isDirectory(input)) {
      Results results = ResultsFile.read(input);
      show(results, input);
      return ExitCode.FINE;
    }
    InputFiles files = new InputFiles(terminal.home());
    Tollgate tollgate = terminal.tollgate();
    Session session =
        new Session(terminal, tollgate, options.jobs(), options.out(), options.fresh());
    Experiment experiment =
        input.toString().endsWith(".conf")
            ? ExperimentFile.read(files.find(input), tollgate.settings(), options.overrides())
            : ofTrace(tollgate);
    return session.run(
        files,
        experiment,
        results -> show(results, options.out()),
        json ? terminal.err() : terminal.out());
  }

  private Experiment ofTrace(Tollgate tollgate) {
    InputFiles.requireFile(input);
    return new Experiment(
        "Frontier of " + input.getFileName(),
        tollgate.settings().withOverrides(options.overrides()),
        ImmutableMap.of(
            "machine", ConfigValueFactory.fromAnyRef(machine, "--machine"),
            "workload", ConfigValueFactory.fromAnyRef("replay", "frontier")),
        ImmutableList.of(
            Axis.of("workload.replay.trace", List.of(input.toString()), "command line"),
            Axis.of("iommu", iommus.isEmpty() ? List.of("all") : iommus, "--iommu"),
            Axis.of("policy", policies.isEmpty() ? List.of("all") : policies, "--policy")),
        1);
  }

  private void show(Results results, @Nullable Path folder) {
    ImmutableList<Frontier> frontiers = Frontier.of(results, null);
    if (frontiers.isEmpty()) {
      throw new BadInputException(
          "no run has come to its end that makes DMA, so there is no price of protection to draw");
    }
    List<Constraint> constraints = constraints(results);
    List<Advice> advice = new ArrayList<>();
    if (!constraints.isEmpty()) {
      requireBaseline(frontiers);
      frontiers.forEach(frontier -> advice.add(new Advice(frontier, constraints, baseline)));
    }
    terminal
        .out()
        .print(
            json
                ? Json.pretty(FrontierJson.of(results, frontiers, advice))
                : FrontierText.of(results, frontiers, advice));
    if (folder != null) {
      Path page =
          ResultsFolder.at(folder)
              .writePage(FrontierPage.NAME, FrontierPage.of(results, frontiers, advice));
      (json ? terminal.err() : terminal.out()).println("Frontier: " + page);
    }
  }

  private List<Constraint> constraints(Results results) {
    List<RunRecord> runs = results.runs();
    List<Constraint> constraints = new ArrayList<>();
    if (maxCpu != null) {
      constraints.add(Constraint.cpu(maxCpu, runs));
    }
    if (maxStale != null) {
      constraints.add(Constraint.stale(maxStale, runs));
    }
    most.forEach(text -> constraints.add(Constraint.of("--max", text, Comparison.AT_MOST, runs)));
    least.forEach(text -> constraints.add(Constraint.of("--min", text, Comparison.AT_LEAST, runs)));
    return constraints;
  }

  private void requireBaseline(List<Frontier> frontiers) {
    if (baseline == null) {
      return;
    }
    List<String> names = frontiers.stream().flatMap(each -> each.names().stream()).toList();
    if (!names.contains(baseline)) {
      throw new BadInputException(
          "--baseline "
              + baseline
              + " is none of the combinations"
              + NearestName.hint(baseline, names, "combinations"));
    }
  }
}
