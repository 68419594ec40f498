package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;

/**
 * The defaults as users read them: the {@code reference.conf} at the root of the core's jar and of
 * each plugin's, with a comment above every key.
 *
 * <p>The defaults themselves are declared once, in the {@link ParameterSpec}s; {@link #verify}
 * shows where a file and the declarations disagree. Groups of keys that other libraries on the
 * class path keep in files of this name are ignored.
 */
public final class ReferenceConf {

  private static final String NAME = "reference.conf";

  private ReferenceConf() {}

  /**
   * All of them merged and resolved, without regard to system properties and the environment.
   *
   * @throws BadInputException if one is malformed or two set the same key
   */
  static Config load(ClassLoader loader) {
    Config merged = ConfigFactory.empty();
    for (URL url : urls(loader)) {
      Config one = parse(url, loader);
      refuseConflicts("", merged.root(), one.root());
      merged = merged.withFallback(one);
    }
    return merged;
  }

  private static List<URL> urls(ClassLoader loader) {
    try {
      return Collections.list(loader.getResources(NAME));
    } catch (IOException e) {
      throw new BadInputException("the class path cannot be searched for " + NAME + ": " + e, e);
    }
  }

  private static Config parse(URL url, ClassLoader loader) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setAllowMissing(false).setClassLoader(loader);
    try {
      Config all = ConfigFactory.parseURL(url, options);
      Config ours = ConfigFactory.empty();
      for (String root : Settings.ROOTS) {
        ours = ours.withFallback(all.withOnlyPath(root));
      }
      return ours.resolve(ConfigResolveOptions.noSystem());
    } catch (ConfigException e) {
      throw Origins.complaint(e);
    }
  }

  private static void refuseConflicts(String path, ConfigObject present, ConfigObject added) {
    for (var entry : ImmutableSortedMap.copyOf(added).entrySet()) {
      String key = entry.getKey();
      ConfigValue value = entry.getValue();
      ConfigValue before = present.get(key);
      if (before instanceof ConfigObject group && value instanceof ConfigObject more) {
        refuseConflicts(path + key + ".", group, more);
      } else if (before != null) {
        throw Origins.complaint(value, path + key + " is set by " + Origins.place(before) + " too");
      }
    }
  }

  /**
   * Compares the declarations of one part with the files on this class's class path.
   *
   * @param path of the part: {@code iommu.calgary}
   * @return one sentence for each key that is missing, undeclared, without comment or different;
   *     empty if file and declarations agree
   */
  public static ImmutableList<String> verify(ImmutableList<ParameterSpec> specs, String path) {
    return verify(specs, path, ReferenceConf.class.getClassLoader());
  }

  /** The same with the files that {@code loader} sees. */
  public static ImmutableList<String> verify(
      ImmutableList<ParameterSpec> specs, String path, ClassLoader loader) {
    Config files = load(loader);
    ConfigObject group = files.hasPath(path) ? files.getObject(path) : ConfigFactory.empty().root();
    ImmutableList.Builder<String> differences = ImmutableList.builder();
    for (ParameterSpec spec : specs) {
      String valuePath = path + "." + spec.name();
      ConfigValue value = group.get(spec.name());
      if (value == null) {
        differences.add(valuePath + " is declared but not in " + NAME);
        continue;
      }
      if (value.origin().comments().isEmpty()) {
        differences.add(valuePath + " has no comment in " + NAME);
      }
      Object declared = ValueReader.defaultOf(valuePath, spec);
      if (!ValueReader.read(valuePath, spec, value).equals(declared)) {
        differences.add(
            "%s is %s in %s but %s is declared"
                .formatted(valuePath, ValueReader.found(value), NAME, spec.defaultValue()));
      }
    }
    for (String key : ImmutableSortedMap.copyOf(group).keySet()) {
      if (specs.stream().noneMatch(spec -> spec.name().equals(key))) {
        differences.add(path + "." + key + " is in " + NAME + " but not declared");
      }
    }
    return differences.build();
  }
}
