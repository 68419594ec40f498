package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import org.jspecify.annotations.Nullable;

/** Reads the group of keys that belongs to one part, such as {@code iommu.calgary}. */
final class ParameterReader {

  private ParameterReader() {}

  /**
   * Every declared parameter with the value set for it, or its default.
   *
   * @param path of the group: {@code iommu.calgary}
   * @param group what was set, or null if nothing was
   * @throws dev.tollgate.core.error.BadInputException if a key is unknown or a value does not fit
   */
  static Parameters read(
      String path, ImmutableList<ParameterSpec> specs, @Nullable ConfigValue group) {
    ConfigObject keys = group == null ? null : group(path, group);
    if (keys != null) {
      checkKeys(path, keys, Iterables.transform(specs, ParameterSpec::name));
    }
    ImmutableSortedMap.Builder<String, Object> values = ImmutableSortedMap.naturalOrder();
    for (ParameterSpec spec : specs) {
      ConfigValue value = keys == null ? null : keys.get(spec.name());
      String valuePath = path + "." + spec.name();
      values.put(
          spec.name(),
          value == null
              ? ValueReader.defaultOf(valuePath, spec)
              : ValueReader.read(valuePath, spec, value));
    }
    return new Parameters(path, values.buildOrThrow());
  }

  /** The value as a group of keys; a complaint if it is anything else. */
  static ConfigObject group(String path, ConfigValue value) {
    if (value instanceof ConfigObject group) {
      return group;
    }
    throw Origins.complaint(
        value,
        path
            + " is "
            + ValueReader.found(value)
            + "; expected a group of keys: "
            + path
            + " { … }");
  }

  /** The value of a key that must be there. */
  static ConfigValue require(String path, ConfigObject group, String key) {
    ConfigValue value = group.get(key);
    if (value == null) {
      throw Origins.complaint(group, path + " lacks the key " + key);
    }
    return value;
  }

  /** Complains about the first key at the top, in alphabetical order, that is not a known one. */
  static void checkKeys(ConfigObject root, Iterable<String> known) {
    checkKeys("", root, known);
  }

  /** Complains about the first key of a group, in alphabetical order, that is not a known one. */
  static void checkKeys(String path, ConfigObject group, Iterable<String> known) {
    for (var entry : ImmutableSortedMap.copyOf(group).entrySet()) {
      String key = entry.getKey();
      if (!Iterables.contains(known, key)) {
        throw Origins.complaint(
            entry.getValue(),
            "unknown key "
                + (path.isEmpty() ? "" : path + ".")
                + key
                + NearestName.hint(key, known, "keys"));
      }
    }
  }
}
