package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The axes of an experiment with every name checked: those it varies, in its order, then one for
 * each kind of part it does not. An IOMMU, policy or allocator that is not named means all there
 * are, where the workload makes use of them; an environment that is not named is bare metal.
 */
final class Selection {

  private static final String ALL = "all";

  private static final ImmutableMap<String, String> MANY =
      ImmutableMap.of(
          "machine", "machines",
          "workload", "workloads",
          "environment", "environments",
          "iommu", "IOMMUs",
          "policy", "policies",
          "allocator", "allocators");

  private final ImmutableMap<String, ImmutableList<String>> known;
  private final ImmutableMap<String, ConfigValue> fixed;
  private final Tollgate tollgate;

  /** What the workloads make use of, once they are known: each of them, and all of them. */
  private ImmutableSet<WorkloadUse> common = ImmutableSet.of();

  private ImmutableSet<WorkloadUse> any = ImmutableSet.of();

  private Selection(
      ImmutableMap<String, ImmutableList<String>> known,
      ImmutableMap<String, ConfigValue> fixed,
      Tollgate tollgate) {
    this.known = known;
    this.fixed = fixed;
    this.tollgate = tollgate;
  }

  /**
   * The axes of an experiment.
   *
   * @param machines knows the machines of the experiment's own settings
   * @throws BadInputException if a name is unknown, or nothing says which machine or workload
   */
  static ImmutableList<Axis> axes(
      Experiment experiment, Tollgate tollgate, Configuration machines) {
    Selection selection =
        new Selection(
            ImmutableMap.of(
                "machine", machines.machines().asList(),
                "workload", tollgate.workloads().keySet().asList(),
                "environment", withBareMetal(tollgate.environments().keySet()),
                "iommu", withOff(tollgate.iommus().keySet()),
                "policy", withOff(tollgate.policies().keySet()),
                "allocator", withNone(tollgate.allocators().keySet())),
            experiment.fixed(),
            tollgate);
    selection.learnUses(experiment);
    Map<String, Axis> axes = new LinkedHashMap<>();
    experiment.axes().forEach(axis -> axes.put(axis.path(), selection.varied(axis)));
    for (String kind : Experiment.KINDS) {
      axes.computeIfAbsent(kind, selection::notVaried);
    }
    return ImmutableList.copyOf(axes.values());
  }

  private static ImmutableList<String> withOff(ImmutableSortedSet<String> names) {
    return ImmutableList.<String>builder()
        .add(RunSpec.OFF)
        .addAll(names.stream().filter(name -> !name.equals(RunSpec.OFF)).iterator())
        .build();
  }

  private static ImmutableList<String> withBareMetal(ImmutableSortedSet<String> names) {
    return ImmutableList.<String>builder().add(RunSpec.BARE_METAL).addAll(names).build();
  }

  private static ImmutableList<String> withNone(ImmutableSortedSet<String> names) {
    return ImmutableList.<String>builder().add(RunSpec.NONE).addAll(names).build();
  }

  /** Looks at the workloads first, because the other axes depend on what they make use of. */
  private void learnUses(Experiment experiment) {
    Axis workloads =
        experiment.axes().stream()
            .filter(axis -> axis.path().equals("workload"))
            .findFirst()
            .map(this::varied)
            .orElseGet(() -> notVaried("workload"));
    EnumSet<WorkloadUse> each = EnumSet.allOf(WorkloadUse.class);
    EnumSet<WorkloadUse> some = EnumSet.noneOf(WorkloadUse.class);
    for (ConfigValue workload : workloads.values()) {
      WorkloadFactory factory = tollgate.workloads().get(Axis.text(workload));
      if (factory != null) {
        each.retainAll(factory.uses());
        some.addAll(factory.uses());
      }
    }
    common = ImmutableSet.copyOf(each);
    any = ImmutableSet.copyOf(some);
  }

  private Axis varied(Axis axis) {
    ConfigValue first = axis.values().get(0);
    String root = ConfigUtil.splitPath(axis.path()).get(0);
    if (Experiment.ROOTS.contains(root)) {
      throw Origins.complaint(first, axis.path() + " cannot be varied");
    }
    if (!known.containsKey(axis.path())) {
      return axis;
    }
    ConfigValue alsoFixed = fixed.get(axis.path());
    if (alsoFixed != null) {
      throw Origins.complaint(
          first,
          "%s is varied here but fixed at %s; drop one"
              .formatted(axis.path(), Origins.place(alsoFixed)));
    }
    return named(axis);
  }

  private Axis notVaried(String kind) {
    ConfigValue name = fixed.get(kind);
    if (name != null) {
      return named(new Axis(kind, ImmutableList.of(name)));
    }
    if (kind.equals("environment")) {
      return Axis.of(kind, ImmutableList.of(RunSpec.BARE_METAL), "the default environment");
    }
    if (kind.equals("iommu") || kind.equals("policy") || kind.equals("allocator")) {
      return Axis.of(kind, usable(kind), "all " + MANY.get(kind));
    }
    throw new BadInputException(
        "nothing says which %s to use; add use { %s = … }, with one of %s"
            .formatted(kind, kind, String.join(", ", names(kind))));
  }

  /** The axis with {@code all} written out and all names known. */
  private Axis named(Axis axis) {
    ImmutableList.Builder<ConfigValue> values = ImmutableList.builder();
    for (ConfigValue value : axis.values()) {
      String name = Axis.text(value);
      if (name.equals(ALL)) {
        usable(axis.path())
            .forEach(
                each -> values.add(ConfigValueFactory.fromAnyRef(each).withOrigin(value.origin())));
      } else if (names(axis.path()).contains(name)) {
        values.add(value);
      } else {
        throw Origins.complaint(
            value,
            "unknown %s %s%s"
                .formatted(
                    axis.path().equals("iommu") ? "IOMMU" : axis.path(),
                    name,
                    NearestName.hint(
                        name, names(axis.path()), String.valueOf(MANY.get(axis.path())))));
      }
    }
    return new Axis(axis.path(), values.build());
  }

  /** The names of a kind that at least one of the workloads makes use of. */
  private ImmutableList<String> usable(String kind) {
    ImmutableList<String> all = names(kind);
    if (kind.equals("allocator")) {
      boolean needed = common.contains(WorkloadUse.ALLOCATOR);
      return any.contains(WorkloadUse.ALLOCATOR)
          ? all.subList(needed ? 1 : 0, all.size())
          : ImmutableList.of(RunSpec.NONE);
    }
    if (kind.equals("environment")) {
      return any.contains(WorkloadUse.DMA) ? all : ImmutableList.of(RunSpec.BARE_METAL);
    }
    boolean translated = kind.equals("iommu") || kind.equals("policy");
    return translated && !any.contains(WorkloadUse.DMA) ? ImmutableList.of(RunSpec.OFF) : all;
  }

  private ImmutableList<String> names(String kind) {
    return known.getOrDefault(kind, ImmutableList.of());
  }
}
