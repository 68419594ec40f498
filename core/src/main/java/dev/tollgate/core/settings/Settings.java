package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Path;

/**
 * What is set, in layers: the defaults at the bottom, then files and single settings in the order
 * they were added, the later ones on top. Immutable. Nothing is checked here but syntax; a {@link
 * Configuration} checks the content.
 *
 * <p>System properties and the environment have no say: the same files and arguments mean the same
 * everywhere.
 */
public final class Settings {

  /** The groups of keys at the top that the core knows. */
  static final ImmutableSet<String> ROOTS =
      ImmutableSet.<String>builder()
          .add("run", "machine", "machines", "cost", "costs")
          .addAll(Parts.KINDS)
          .build();

  private final Config defaults;
  private final Config user;

  private Settings(Config defaults, Config user) {
    this.defaults = defaults;
    this.user = user;
  }

  /**
   * The defaults that the {@code reference.conf} files of the core and its plugins contain.
   *
   * @param loader sees the core and the plugins
   * @throws dev.tollgate.core.error.BadInputException if one is malformed or two set the same key
   */
  public static Settings defaults(ClassLoader loader) {
    return new Settings(ReferenceConf.load(loader), ConfigFactory.empty());
  }

  /**
   * These settings with a HOCON file on top: {@code .conf}, {@code .json} or {@code .properties}.
   *
   * @throws dev.tollgate.core.error.BadInputException if it is missing or malformed, or includes a
   *     file that is
   */
  public Settings withFile(Path file) {
    return with(SettingsFile.parse(file));
  }

  /**
   * These settings with single ones on top, each written {@code key=value}. The value is taken as
   * it stands; only one that begins with <code>{</code>, {@code [} or a double quote is read as
   * HOCON.
   *
   * @throws dev.tollgate.core.error.BadInputException if one has no equals sign or no proper key
   */
  public Settings withOverrides(ImmutableList<String> keysAndValues) {
    Settings settings = this;
    for (String keyAndValue : keysAndValues) {
      settings = settings.with(Overrides.parse(keyAndValue));
    }
    return settings;
  }

  /** These settings with others on top, whose origins should say where they come from. */
  public Settings with(Config layer) {
    return new Settings(defaults, layer.withFallback(user));
  }

  /**
   * Everything merged and resolved.
   *
   * @throws dev.tollgate.core.error.BadInputException if a substitution leads nowhere or in a
   *     circle
   */
  public Config merged() {
    return resolve(user.withFallback(defaults));
  }

  /** The layer at the bottom. */
  Config defaults() {
    return defaults;
  }

  private static Config resolve(Config config) {
    try {
      return config.resolve(ConfigResolveOptions.noSystem());
    } catch (ConfigException e) {
      throw Origins.complaint(e);
    }
  }
}
