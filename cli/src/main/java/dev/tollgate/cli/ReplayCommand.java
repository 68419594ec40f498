package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.cli.experiment.Axis;
import dev.tollgate.cli.experiment.Experiment;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.report.WhatIf;
import dev.tollgate.cli.results.Results;
import dev.tollgate.core.allocator.AllocatorAccounting;
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

/** {@code tollgate replay}: replays traces through IOMMUs and policies, or through allocators. */
@Command(
    name = "replay",
    description = {
      "Replay the DMA of real kernels' traces through every IOMMU and policy, or through chosen"
          + " ones; with --allocator, replay their memory allocations; with --allocator and --iommu"
          + " or --policy, both together, the buffers where the allocator puts their objects.",
      "Combinations that make no sense are listed with the reason."
    })
final class ReplayCommand implements Callable<Integer> {

  /**
   * How the titles of replays begin; with it, results compare with the policy that was recorded.
   */
  static final String TITLE = "Replay of ";

  private static final String ALL = "all";

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
      names = "--allocator",
      split = ",",
      paramLabel = "NAME",
      description =
          "Memory allocators, joined by commas, or 'all': replay the traces' allocations.")
  private List<String> allocators = new ArrayList<>();

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
              + " ('native' if none is given); with one --allocator, the address of each object.")
  private @Nullable Path placements;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Write counts and the allocator's state as text, for one --allocator.")
  private @Nullable Path summary;

  @Option(
      names = "--geometry",
      paramLabel = "FILE",
      description = "Write the layout of all caches, for one --allocator that cuts slabs.")
  private @Nullable Path geometry;

  @Option(
      names = "--state-every",
      paramLabel = "N",
      description = "Events between two lines 'state' of the summary, by default 2000.")
  private @Nullable Long stateEvery;

  @Option(
      names = "--accounting",
      description =
          "Keep account of who takes and holds kernel memory, for --allocator: see 'tollgate show"
              + " kmalloc'.")
  private boolean accounting;

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
    Experiment experiment =
        new Experiment(
            title(),
            settings,
            ImmutableMap.of(
                "machine", ConfigValueFactory.fromAnyRef(machine, "--machine"),
                "workload", ConfigValueFactory.fromAnyRef(workload(), "replay")),
            axes(),
            1);
    return new Session(terminal, tollgate, options.jobs(), options.out(), options.fresh())
        .run(files, experiment, results -> terminal.out().print(summary(results)));
  }

  private boolean allocates() {
    return !allocators.isEmpty();
  }

  /** Whether DMA is replayed too, of the buffers in what is allocated. */
  private boolean isJoint() {
    return allocates() && !(iommus.isEmpty() && policies.isEmpty());
  }

  private String workload() {
    return isJoint() ? "joint" : allocates() ? "allocations" : "replay";
  }

  private ImmutableList<Axis> axes() {
    ImmutableList.Builder<Axis> axes = ImmutableList.builder();
    axes.add(
        Axis.of(
            "workload." + workload() + ".trace",
            traces.stream().map(Path::toString).toList(),
            "command line"));
    if (allocates()) {
      axes.add(Axis.of("allocator", allocators, "--allocator"));
    }
    if (!allocates() || isJoint()) {
      axes.add(Axis.of("iommu", iommus.isEmpty() ? ImmutableList.of(ALL) : iommus, "--iommu"));
    }
    if (!allocates() || isJoint()) {
      axes.add(Axis.of("policy", chosenPolicies(), "--policy"));
    }
    return axes.build();
  }

  private ImmutableList<String> overrides() {
    ImmutableList.Builder<String> overrides = ImmutableList.builder();
    if (accounting) {
      requireAllocator("--accounting");
      overrides.add("run.allocator-accounting=" + AllocatorAccounting.TINY.id());
    }
    overrides.addAll(options.overrides());
    if (placements != null && !allocates()) {
      if (traces.size() != 1 || iommus.size() != 1 || policies.size() > 1) {
        throw new BadInputException(
            "--placements needs one trace, one --iommu and at most one --policy");
      }
      overrides.add("workload.replay.placements=" + placements);
    }
    addOutput(overrides, "placements", allocates() ? placements : null);
    addOutput(overrides, "summary", summary);
    addOutput(overrides, "geometry", geometry);
    if (stateEvery != null) {
      requireAllocator("--state-every");
      overrides.add("workload.allocations.state-every=" + stateEvery);
    }
    return overrides.build();
  }

  /** A file that one run writes must not be written by another. */
  private void addOutput(
      ImmutableList.Builder<String> overrides, String name, @Nullable Path file) {
    if (file == null) {
      return;
    }
    requireAllocator("--" + name);
    if (traces.size() != 1 || allocators.size() != 1 || allocators.contains(ALL)) {
      throw new BadInputException("--" + name + " needs one trace and one --allocator");
    }
    overrides.add("workload.allocations." + name + "=" + file);
  }

  private void requireAllocator(String option) {
    if (isJoint() && !option.equals("--accounting")) {
      throw new BadInputException(option + " is for --allocator without --iommu and --policy");
    }
    if (!allocates()) {
      throw new BadInputException(option + " needs an --allocator");
    }
  }

  private ImmutableList<String> chosenPolicies() {
    if (!policies.isEmpty()) {
      return ImmutableList.copyOf(policies);
    }
    return ImmutableList.of(placements == null ? ALL : "native");
  }

  private String title() {
    return traces.size() == 1
        ? TITLE + traces.get(0).getFileName()
        : TITLE + traces.size() + " traces";
  }

  /** What is printed of a replay: the table, and what would have been on the recorded machine. */
  static String summary(Results results) {
    return Session.table(results) + WhatIf.text(results);
  }
}
