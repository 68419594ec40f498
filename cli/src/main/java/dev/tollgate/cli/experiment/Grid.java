package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.typesafe.config.ConfigValue;
import dev.tollgate.cli.claim.ClaimAxis;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.cli.results.SpecRecord;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of an experiment without parts, or of one part: all combinations of its axes, every
 * setting checked before anything runs.
 */
final class Grid {

  private final Tollgate tollgate;
  private final RunSpecs specs;
  private final ImmutableList<Axis> axes;
  private final String part;
  private final int before;
  private final ImmutableSet<String> names;
  private final Set<Identity> planned = new HashSet<>();
  private final Set<InapplicableRecord> inapplicable = new LinkedHashSet<>();
  private final List<PlannedRun> runs = new ArrayList<>();

  /** What makes a run another one. */
  private record Identity(SpecRecord spec, CostProfile prices) {}

  /**
   * A grid whose runs are not planned yet.
   *
   * @param part name of the part that it is; empty if the experiment has no others
   * @param before how many runs come before it
   */
  Grid(Tollgate tollgate, InputFiles files, Experiment experiment, String part, int before) {
    this.tollgate = tollgate;
    this.specs = new RunSpecs(tollgate, files, experiment.settings());
    this.axes = Selection.axes(experiment, tollgate, specs.unvaried());
    this.part = part;
    this.before = before;
    this.names =
        axes.stream()
            .filter(axis -> axis.values().size() > 1)
            .map(Axis::path)
            .collect(ImmutableSet.toImmutableSet());
    experiment.exceptions().check(axes);
    for (ImmutableMap<String, ConfigValue> combination : new Combinations(axes)) {
      if (!experiment.exceptions().leaveOut(combination)) {
        add(combination, experiment.repeat());
      }
    }
  }

  /** Its runs, in order. */
  ImmutableList<PlannedRun> runs() {
    return ImmutableList.copyOf(runs);
  }

  /** Combinations that make no sense. */
  ImmutableList<InapplicableRecord> inapplicable() {
    return ImmutableList.copyOf(inapplicable);
  }

  /** What was probably not meant. */
  ImmutableList<String> warnings() {
    return specs.warnings();
  }

  /** Names of the coordinates of its runs, the slowest first, without those of all grids. */
  ImmutableList<String> coordinates() {
    return names.stream().filter(this::matters).collect(ImmutableList.toImmutableList());
  }

  /** What claims can select on. */
  ImmutableList<ClaimAxis> claimAxes() {
    return axes.stream().map(Grid::claimAxis).collect(ImmutableList.toImmutableList());
  }

  private static ClaimAxis claimAxis(Axis axis) {
    ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
    axis.values().forEach(value -> labels.put(Axis.text(value), axis.label(value)));
    return new ClaimAxis(
        axis.path(),
        labels.buildKeepingLast(),
        axis.values().stream().anyMatch(value -> value.origin().description().startsWith("--")));
  }

  private void add(ImmutableMap<String, ConfigValue> combination, int repeat) {
    ResolvedSpec resolved = specs.of(combination);
    RunSpec spec = resolved.spec();
    ImmutableMap<String, String> coordinates = coordinates(combination, spec);
    String reason = notApplicable(spec);
    if (reason != null) {
      if (!suitedByAnother(spec)) {
        inapplicable.add(
            new InapplicableRecord(
                coordinates, spec.iommu(), spec.policy(), spec.allocator(), reason));
      }
      return;
    }
    for (int repetition = 0; repetition < repeat; repetition++) {
      RunSpec seeded = resolved.withSeed(spec.seed() + repetition);
      SpecRecord record = Recorder.spec(seeded, resolved.asWritten());
      if (planned.add(new Identity(record, seeded.prices()))) {
        ImmutableMap<String, String> all =
            repeat == 1
                ? coordinates
                : ImmutableMap.<String, String>builder()
                    .putAll(coordinates)
                    .put("repeat", Integer.toString(repetition + 1))
                    .buildOrThrow();
        runs.add(new PlannedRun(before + runs.size() + 1, all, seeded, resolved.asWritten()));
      }
    }
  }

  /** The coordinates that matter to a run: not the settings of parts that it does not have. */
  private ImmutableMap<String, String> coordinates(
      ImmutableMap<String, ConfigValue> combination, RunSpec spec) {
    ImmutableMap.Builder<String, String> coordinates = ImmutableMap.builder();
    if (!part.isEmpty()) {
      coordinates.put(PartRecord.AXIS, part);
    }
    combination.forEach(
        (axis, value) -> {
          if (!names.contains(axis) || !matters(axis, spec)) {
            return;
          }
          coordinates.put(
              axis,
              switch (axis) {
                case "iommu" -> spec.iommu();
                case "policy" -> spec.policy();
                case "allocator" -> spec.allocator();
                default -> label(axis, value);
              });
        });
    return coordinates.buildOrThrow();
  }

  private String label(String path, ConfigValue value) {
    for (Axis axis : axes) {
      if (axis.path().equals(path)) {
        return axis.label(value);
      }
    }
    return Axis.text(value);
  }

  private boolean matters(String axis, RunSpec spec) {
    switch (axis) {
      case "iommu", "policy" -> {
        return !spec.iommu().equals(RunSpec.OFF) || uses(spec).contains(WorkloadUse.DMA);
      }
      case "allocator" -> {
        return !spec.allocator().equals(RunSpec.NONE) || uses(spec).contains(WorkloadUse.ALLOCATOR);
      }
      default -> {
        return isPartOf(axis, spec);
      }
    }
  }

  /** Whether an axis matters to any run or gap; settings are listed whether they do or not. */
  private boolean matters(String axis) {
    return switch (axis) {
      case "iommu", "policy", "allocator" ->
          runs.stream().anyMatch(run -> run.coordinates().containsKey(axis))
              || inapplicable.stream().anyMatch(gap -> gap.coordinates().containsKey(axis));
      default -> true;
    };
  }

  private static boolean isPartOf(String axis, RunSpec spec) {
    int kindEnd = axis.indexOf('.');
    int partEnd = axis.indexOf('.', kindEnd + 1);
    if (kindEnd < 0 || partEnd < 0) {
      return true;
    }
    String part = axis.substring(0, partEnd);
    return switch (axis.substring(0, kindEnd)) {
      case "iommu", "policy", "workload", "allocator", "environment" ->
          spec.parameters().containsKey(part);
      case "machines" -> part.equals("machines." + spec.machine().name());
      case "costs" -> part.equals("costs." + spec.prices().name());
      default -> true;
    };
  }

  private ImmutableSet<WorkloadUse> uses(RunSpec spec) {
    WorkloadFactory workload = tollgate.workloads().get(spec.workload());
    return workload == null ? ImmutableSet.of() : workload.uses();
  }

  /**
   * Whether the run does not fit its workload, but would with another value of the axes: then
   * nobody asked for this combination in particular.
   */
  private boolean suitedByAnother(RunSpec spec) {
    ImmutableSet<WorkloadUse> uses = uses(spec);
    if (!uses.contains(WorkloadUse.DMA) && !spec.iommu().equals(RunSpec.OFF)) {
      return offers("iommu", RunSpec.OFF) || offers("policy", RunSpec.OFF);
    }
    if (uses.contains(WorkloadUse.ALLOCATOR) == spec.allocator().equals(RunSpec.NONE)) {
      return spec.allocator().equals(RunSpec.NONE)
          ? axis("allocator").anyMatch(name -> !name.equals(RunSpec.NONE))
          : offers("allocator", RunSpec.NONE);
    }
    return false;
  }

  private boolean offers(String path, String name) {
    return axis(path).anyMatch(name::equals);
  }

  private Stream<String> axis(String path) {
    return axes.stream()
        .filter(axis -> axis.path().equals(path))
        .flatMap(axis -> axis.values().stream())
        .map(Axis::text);
  }

  /** Why the parts of a run do not go together, or null if they do. */
  private @Nullable String notApplicable(RunSpec spec) {
    return Compatibility.of(spec, tollgate) instanceof Applicability.NotApplicable not
        ? not.reason()
        : null;
  }
}
