package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The list {@code except} of an experiment file: combinations of the axes' values that are not run,
 * each by its values on some axes, such as {@code [{ machine = x460, iommu = dart }]}.
 *
 * @param all by path of the axis, a value or several of which any will do
 */
public record Exceptions(ImmutableList<ImmutableMap<String, ImmutableList<ConfigValue>>> all) {

  /** Nothing is left out. */
  static final Exceptions NONE = new Exceptions(ImmutableList.of());

  /**
   * Reads the list; whether it names axes and values that there are, {@link #check} says.
   *
   * @throws dev.tollgate.core.error.BadInputException if it is not written as said
   */
  static Exceptions read(@Nullable ConfigValue value) {
    if (value == null) {
      return NONE;
    }
    if (!(value instanceof ConfigList list)) {
      throw expected("except", value);
    }
    ImmutableList.Builder<ImmutableMap<String, ImmutableList<ConfigValue>>> all =
        ImmutableList.builder();
    for (ConfigValue element : list) {
      if (!(element instanceof ConfigObject group) || group.isEmpty()) {
        throw expected("an element of except", element);
      }
      ImmutableMap.Builder<String, ImmutableList<ConfigValue>> values = ImmutableMap.builder();
      collect("", group, values);
      all.add(values.buildOrThrow());
    }
    return new Exceptions(all.build());
  }

  private static void collect(
      String path,
      ConfigObject group,
      ImmutableMap.Builder<String, ImmutableList<ConfigValue>> values) {
    ImmutableSortedMap.copyOf(group)
        .forEach(
            (key, value) -> {
              String axis = path.isEmpty() ? key : path + "." + key;
              if (value instanceof ConfigObject inner) {
                collect(axis, inner, values);
              } else if (value instanceof ConfigList list && !list.isEmpty()) {
                values.put(axis, ImmutableList.copyOf(list));
              } else {
                values.put(axis, ImmutableList.of(value));
              }
            });
  }

  private static RuntimeException expected(String what, ConfigValue value) {
    return Origins.complaint(
        value,
        "%s is %s; expected a list of combinations: [{ machine = x460, iommu = dart }]"
            .formatted(what, ExperimentFile.shown(value)));
  }

  /**
   * Checks that every axis and value is one of the experiment's.
   *
   * @throws dev.tollgate.core.error.BadInputException if one is not
   */
  void check(List<Axis> axes) {
    for (ImmutableMap<String, ImmutableList<ConfigValue>> one : all) {
      one.forEach((path, values) -> values.forEach(value -> check(axes, path, value)));
    }
  }

  private static void check(List<Axis> axes, String path, ConfigValue value) {
    for (Axis axis : axes) {
      if (axis.path().equals(path)) {
        List<String> known = axis.values().stream().map(Axis::text).toList();
        boolean narrowed =
            axis.values().stream().anyMatch(each -> each.origin().description().startsWith("--"));
        if (!narrowed && !known.contains(Axis.text(value))) {
          throw Origins.complaint(
              value,
              "except: %s is never %s%s"
                  .formatted(
                      path, Axis.text(value), NearestName.hint(Axis.text(value), known, "values")));
        }
        return;
      }
    }
    throw Origins.complaint(
        value,
        "except names %s, which is no axis of this experiment%s"
            .formatted(
                path, NearestName.hint(path, axes.stream().map(Axis::path).toList(), "axes")));
  }

  /** Whether a combination of values, by path of the axis, is left out. */
  boolean leaveOut(Map<String, ConfigValue> combination) {
    return all.stream().anyMatch(one -> one.entrySet().stream().allMatch(has(combination)));
  }

  private static Predicate<Map.Entry<String, ImmutableList<ConfigValue>>> has(
      Map<String, ConfigValue> combination) {
    return wanted -> {
      ConfigValue here = combination.get(wanted.getKey());
      return here != null
          && wanted.getValue().stream().anyMatch(value -> Axis.text(value).equals(Axis.text(here)));
    };
  }
}
