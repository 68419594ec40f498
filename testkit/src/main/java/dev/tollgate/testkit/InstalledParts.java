package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.spi.Parameters;
import java.util.Arrays;

/** The plugins on the class path, wired once for all tests of a Java machine. */
final class InstalledParts {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private InstalledParts() {}

  /** Tollgate with every plugin on the class path. */
  static Tollgate tollgate() {
    return TOLLGATE;
  }

  /** The part of a name, or a failure that lists the names there are. */
  static <T> T named(String name, String kind, ImmutableSortedMap<String, T> parts) {
    T part = parts.get(name);
    if (part == null) {
      throw new AssertionError(
          "no %s is called %s; on the class path are %s".formatted(kind, name, parts.keySet()));
    }
    return part;
  }

  /**
   * Checked values for a part, as in a user's configuration.
   *
   * @param path of the part: {@code iommu.calgary}
   * @param settings each {@code parameter=value}; the others keep their defaults
   */
  static Parameters parameters(String path, String... settings) {
    ImmutableList<String> overrides =
        Arrays.stream(settings)
            .map(setting -> path + "." + setting)
            .collect(ImmutableList.toImmutableList());
    return TOLLGATE.configure(TOLLGATE.settings().withOverrides(overrides)).parameters(path);
  }
}
