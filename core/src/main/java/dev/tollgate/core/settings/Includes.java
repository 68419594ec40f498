package dev.tollgate.core.settings;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import dev.tollgate.core.error.BadInputException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The {@code include} statement of one user's file: only files, named relative to the including
 * one, and they must exist. The library's own would silently skip what is missing, search the class
 * path and fetch from the network.
 */
final class Includes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  private final Path includingFile;
  private final int depth;

  Includes(Path includingFile, int depth) {
    this.includingFile = includingFile;
    this.depth = depth;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return includeFile(context, new File(what));
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    Path file = includingFile.resolveSibling(what.toPath());
    if (!Files.isRegularFile(file)) {
      String problem = Files.isDirectory(file) ? " is a directory" : " does not exist";
      throw refusal(what.getPath(), "the included file " + file + problem);
    }
    if (depth == 0) {
      throw refusal(what.getPath(), "files include each other without end");
    }
    return SettingsFile.parse(file, depth - 1).root();
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refusal(what.toString(), "only files can be included, not " + what);
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refusal(what, "only files can be included, not the class path's " + what);
  }

  private BadInputException refusal(String what, String message) {
    try {
      List<String> lines = Files.readAllLines(includingFile);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains("include") && lines.get(i).contains(what)) {
          return BadInputException.at(includingFile.toString(), i + 1, message);
        }
      }
    } catch (IOException e) {
      return new BadInputException(includingFile + ": " + message, e);
    }
    return new BadInputException(includingFile + ": " + message);
  }
}
