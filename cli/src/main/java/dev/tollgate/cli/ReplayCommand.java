package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.cli.experiment.Axis;
import dev.tollgate.cli.experiment.Experiment;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate replay}: replays traces through IOMMUs and policies. */
@Command(
    name = "replay",
    description = {
      "Replay traces of real kernels through every IOMMU and policy, or through chosen ones.",
      "Combinations that make no sense are listed with the reason."
    })
final class ReplayCommand implements Callable<Integer> {

  private static final String ALL = "all";
  private static final String TRACE = "workload.replay.trace";

  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "TRACE",
      description = "Trace files, plain or gzip; see 'tollgate trace info'.")
  private List<Path> traces = new ArrayList<>();

  @Option(
      names = "--iommu",
      split = ",",
      paramLabel = "NAME",
      description = "IOMMUs, joined by commas, 'off' among them; all if not given.")
  private List<String> iommus = new ArrayList<>();

  @Option(
      names = "--policy",
      split = ",",
      paramLabel = "NAME",
      description = "Policies, joined by commas; all if not given.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      defaultValue = "lab",
      description = "Machine, by default ${DEFAULT-VALUE}.")
  private String machine = "lab";

  @Option(
      names = "--placements",
      paramLabel = "FILE",
      description =
          "Write the I/O page that each map of a plain trace got, for one IOMMU and one policy"
              + " ('native' if none is given).")
  private @Nullable Path placements;

  @Mixin private final SweepOptions options = new SweepOptions();

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    InputFiles files = new InputFiles(terminal.home());
    for (Path trace : traces) {
      InputFiles.requireFile(trace);
    }
    Tollgate tollgate = terminal.tollgate();
    Settings settings = tollgate.settings().withOverrides(overrides());
    ImmutableList<Axis> axes =
        ImmutableList.of(
            Axis.of(TRACE, traces.stream().map(Path::toString).toList(), "command line"),
            Axis.of("iommu", iommus.isEmpty() ? ImmutableList.of(ALL) : iommus, "--iommu"),
            Axis.of("policy", chosenPolicies(), "--policy"));
    Experiment experiment =
        new Experiment(
            title(),
            settings,
            ImmutableMap.of(
                "machine", ConfigValueFactory.fromAnyRef(machine, "--machine"),
                "workload", ConfigValueFactory.fromAnyRef("replay", "replay")),
            axes,
            1);
    return new Session(terminal, tollgate, options.jobs(), options.out()).run(files, experiment);
  }

  private ImmutableList<String> overrides() {
    ImmutableList.Builder<String> overrides = ImmutableList.builder();
    overrides.addAll(options.overrides());
    if (placements != null) {
      if (traces.size() != 1 || iommus.size() != 1 || policies.size() > 1) {
        throw new BadInputException(
            "--placements needs one trace, one --iommu and at most one --policy");
      }
      overrides.add("workload.replay.placements=" + placements);
    }
    return overrides.build();
  }

  private ImmutableList<String> chosenPolicies() {
    if (!policies.isEmpty()) {
      return ImmutableList.copyOf(policies);
    }
    return ImmutableList.of(placements == null ? ALL : "native");
  }

  private String title() {
    return traces.size() == 1
        ? "Replay of " + traces.get(0).getFileName()
        : "Replay of " + traces.size() + " traces";
  }
}
