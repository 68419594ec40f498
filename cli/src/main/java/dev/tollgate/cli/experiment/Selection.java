package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
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
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The axes of an experiment with every name checked: those it varies, in its order, then one for
 * each kind of part it does not. An IOMMU or policy that is not named means all there are.
 */
final class Selection {

  private static final String ALL = "all";

  private static final ImmutableMap<String, String> MANY =
      ImmutableMap.of(
          "machine", "machines", "workload", "workloads", "iommu", "IOMMUs", "policy", "policies");

  private final ImmutableMap<String, ImmutableList<String>> known;
  private final ImmutableMap<String, ConfigValue> fixed;

  private Selection(
      ImmutableMap<String, ImmutableList<String>> known, ImmutableMap<String, ConfigValue> fixed) {
    this.known = known;
    this.fixed = fixed;
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
                "iommu", withOff(tollgate.iommus().keySet()),
                "policy", withOff(tollgate.policies().keySet())),
            experiment.fixed());
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
    if (kind.equals("iommu") || kind.equals("policy")) {
      return Axis.of(kind, names(kind), "all " + MANY.get(kind));
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
        names(axis.path())
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

  private ImmutableList<String> names(String kind) {
    return known.getOrDefault(kind, ImmutableList.of());
  }
}
