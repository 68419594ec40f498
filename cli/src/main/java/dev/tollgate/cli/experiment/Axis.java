package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.Set;

/**
 * One thing that an experiment varies.
 *
 * @param path what is varied: {@code machine}, {@code iommu}, {@code policy}, {@code allocator},
 *     {@code workload}, or the path of a setting such as {@code iommu.calgary.table}
 * @param values its values, in order, each knowing where it was written; at least one
 */
public record Axis(String path, ImmutableList<ConfigValue> values) {

  /**
   * An axis over words given on the command line.
   *
   * @param origin the option, for complaints
   */
  public static Axis of(String path, Iterable<String> words, String origin) {
    ImmutableList.Builder<ConfigValue> values = ImmutableList.builder();
    words.forEach(word -> values.add(ConfigValueFactory.fromAnyRef(word, origin)));
    return new Axis(path, values.build());
  }

  /** The same axis with one of its values only. */
  public Axis only(int value) {
    return new Axis(path, ImmutableList.of(values.get(value)));
  }

  /** One of its values as it was written. */
  public String text(int value) {
    return text(values.get(value));
  }

  /** A value as it was written. */
  static String text(ConfigValue value) {
    return String.valueOf(value.unwrapped());
  }

  /**
   * A value as the coordinate of a run: what stands behind its last slash, if that alone tells the
   * values apart. Files of one folder, or of several, are then shown by their names.
   */
  String label(ConfigValue value) {
    Set<String> names = new HashSet<>();
    for (ConfigValue other : values) {
      if (!names.add(lastWord(text(other)))) {
        return text(value);
      }
    }
    return lastWord(text(value));
  }

  private static String lastWord(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? path : name;
  }
}
