package dev.tollgate.core.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tollgate.core.error.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file written by a user. */
final class SettingsFile {

  /** How deep files may include each other: deeper only happens in a circle. */
  private static final int INCLUDE_DEPTH = 20;

  private SettingsFile() {}

  /** Its content, substitutions not yet resolved. */
  static Config parse(Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInputException(file + " is a directory; expected a configuration file");
    }
    if (!Files.exists(file)) {
      throw new BadInputException(file + ": no such file; expected a configuration file");
    }
    return parse(file, INCLUDE_DEPTH);
  }

  static Config parse(Path file, int includeDepth) {
    try {
      return ConfigFactory.parseFile(
          file.toFile(),
          ConfigParseOptions.defaults()
              .setAllowMissing(false)
              .setIncluder(new Includes(file, includeDepth)));
    } catch (ConfigException e) {
      throw Origins.complaint(e);
    }
  }
}
