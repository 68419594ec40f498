package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.typesafe.config.ConfigValue;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.cli.results.SpecRecord;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns an experiment into runs: all combinations of its axes, every setting checked before
 * anything runs.
 *
 * <ul>
 *   <li>A machine without IOMMU has no policy: {@code off} on either axis means {@code off} on
 *       both, and is run once.
 *   <li>A setting of a part that a run does not have does not matter to it: runs that would differ
 *       in such settings only are run once.
 *   <li>Combinations that make no sense are listed with the reason instead.
 * </ul>
 */
public final class Planner {

  private final Tollgate tollgate;
  private final RunSpecs specs;
  private final Set<Identity> planned = new HashSet<>();
  private final Set<InapplicableRecord> inapplicable = new LinkedHashSet<>();
  private final List<PlannedRun> runs = new ArrayList<>();

  /** What makes a run another one. */
  private record Identity(SpecRecord spec, CostProfile prices) {}

  private Planner(Tollgate tollgate, RunSpecs specs) {
    this.tollgate = tollgate;
    this.specs = specs;
  }

  /**
   * The runs of an experiment.
   *
   * @throws dev.tollgate.core.error.BadInputException if a setting or name is wrong, or a file that
   *     a setting names is missing
   */
  public static Plan plan(Tollgate tollgate, InputFiles files, Experiment experiment) {
    RunSpecs specs = new RunSpecs(tollgate, files, experiment.settings());
    ImmutableList<Axis> axes = Selection.axes(experiment, tollgate, specs.unvaried());
    ImmutableSet<String> names =
        axes.stream()
            .filter(axis -> axis.values().size() > 1)
            .map(Axis::path)
            .collect(ImmutableSet.toImmutableSet());
    Planner planner = new Planner(tollgate, specs);
    for (ImmutableMap<String, ConfigValue> combination : new Combinations(axes)) {
      planner.add(combination, names, experiment.repeat());
    }
    ImmutableList.Builder<String> coordinates = ImmutableList.builder();
    coordinates.addAll(names);
    if (experiment.repeat() > 1) {
      coordinates.add("repeat");
    }
    return new Plan(
        experiment.title(),
        coordinates.build(),
        ImmutableList.copyOf(planner.runs),
        ImmutableList.copyOf(planner.inapplicable),
        specs.warnings());
  }

  private void add(ImmutableMap<String, ConfigValue> combination, Set<String> axes, int repeat) {
    ResolvedSpec resolved = specs.of(combination);
    RunSpec spec = resolved.spec();
    ImmutableMap<String, String> coordinates = coordinates(combination, axes, spec);
    String reason = notApplicable(spec);
    if (reason != null) {
      inapplicable.add(new InapplicableRecord(coordinates, spec.iommu(), spec.policy(), reason));
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
        runs.add(new PlannedRun(runs.size() + 1, all, seeded, resolved.asWritten()));
      }
    }
  }

  /** The coordinates that matter to a run: not the settings of parts that it does not have. */
  private static ImmutableMap<String, String> coordinates(
      ImmutableMap<String, ConfigValue> combination, Set<String> axes, RunSpec spec) {
    ImmutableMap.Builder<String, String> coordinates = ImmutableMap.builder();
    combination.forEach(
        (axis, value) -> {
          if (!axes.contains(axis) || !matters(axis, spec)) {
            return;
          }
          coordinates.put(
              axis,
              switch (axis) {
                case "iommu" -> spec.iommu();
                case "policy" -> spec.policy();
                default -> Axis.text(value);
              });
        });
    return coordinates.buildOrThrow();
  }

  private static boolean matters(String axis, RunSpec spec) {
    int kindEnd = axis.indexOf('.');
    int partEnd = axis.indexOf('.', kindEnd + 1);
    if (kindEnd < 0 || partEnd < 0) {
      return true;
    }
    String part = axis.substring(0, partEnd);
    return switch (axis.substring(0, kindEnd)) {
      case "iommu", "policy", "workload", "allocator" -> spec.parameters().containsKey(part);
      case "machines" -> part.equals("machines." + spec.machine().name());
      case "costs" -> part.equals("costs." + spec.prices().name());
      default -> true;
    };
  }

  /** Why machine, IOMMU and policy do not go together, or null if they do. */
  private @Nullable String notApplicable(RunSpec spec) {
    Map<String, IommuFactory> iommus = tollgate.iommus();
    IommuFactory iommu = iommus.get(spec.iommu());
    ProtectionPolicyFactory policy = tollgate.policies().get(spec.policy());
    if (iommu == null || policy == null) {
      return null;
    }
    if (iommu.on(spec.machine()) instanceof Applicability.NotApplicable not) {
      return not.reason();
    }
    Applicability applicability =
        policy.on(iommu.capabilities(spec.parametersOf("iommu", spec.iommu())));
    return applicability instanceof Applicability.NotApplicable not ? not.reason() : null;
  }
}
