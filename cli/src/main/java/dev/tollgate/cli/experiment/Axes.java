package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tollgate.core.settings.Origins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The group {@code vary} of an experiment file. Its keys are {@code machine}, {@code workload},
 * {@code environment}, {@code iommu}, {@code policy}, {@code allocator} or paths of settings, in
 * quotes or not; their values are
 *
 * <ul>
 *   <li>a list: {@code [off, calgary]};
 *   <li>the word {@code all}, for the parts and machines that exist;
 *   <li>a range: {@code { from = 64, to = 64K, factor = 2 }} or {@code { from = 1, to = 9, step = 2
 *       }}.
 * </ul>
 *
 * <p>All combinations are run, the first axis in the file varying slowest.
 */
final class Axes {

  private Axes() {}

  static ImmutableList<Axis> read(@Nullable ConfigValue vary) {
    if (vary == null) {
      return ImmutableList.of();
    }
    if (!(vary instanceof ConfigObject group)) {
      throw Origins.complaint(
          vary,
          "vary is %s; expected lists, such as vary { policy = [off, strict] }"
              .formatted(ExperimentFile.shown(vary)));
    }
    List<Map.Entry<String, ConfigValue>> found = new ArrayList<>();
    collect("", group, found);
    return FileOrder.sort(found).stream()
        .map(entry -> new Axis(entry.getKey(), values(entry.getKey(), entry.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  /** Groups of keys within {@code vary} are parts of a path unless they are a range. */
  private static void collect(
      String path, ConfigObject group, List<Map.Entry<String, ConfigValue>> found) {
    group.forEach(
        (key, value) -> {
          String whole = path.isEmpty() ? key : path + "." + key;
          if (value instanceof ConfigObject inner && !AxisRange.isRange(inner)) {
            collect(whole, inner, found);
          } else {
            found.add(Map.entry(whole, value));
          }
        });
  }

  private static ImmutableList<ConfigValue> values(String path, ConfigValue value) {
    if (value instanceof ConfigObject range) {
      return AxisRange.values("vary." + path, range);
    }
    if (!(value instanceof ConfigList list)) {
      return ImmutableList.of(scalar(path, value));
    }
    if (list.isEmpty()) {
      throw Origins.complaint(list, "vary." + path + " is empty; expected at least one value");
    }
    return list.stream()
        .map(element -> scalar(path, element))
        .collect(ImmutableList.toImmutableList());
  }

  private static ConfigValue scalar(String path, ConfigValue value) {
    if (value.valueType() == ConfigValueType.LIST
        || value.valueType() == ConfigValueType.OBJECT
        || value.valueType() == ConfigValueType.NULL) {
      throw Origins.complaint(
          value,
          "vary.%s holds %s; expected single values".formatted(path, ExperimentFile.shown(value)));
    }
    return value;
  }
}
