package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.Origins;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that settings name. A name that does not begin at the root is looked for beside
 * the file that sets it, or in the working directory if the command line sets it; then in
 * Tollgate's home.
 */
public final class InputFiles {

  private final @Nullable Path home;

  /**
   * A finder.
   *
   * @param home the folder that holds {@code experiments} and {@code examples}, if there is one
   */
  public InputFiles(@Nullable Path home) {
    this.home = home;
  }

  /**
   * The file that a setting names.
   *
   * @param path of the setting, for complaints
   * @param value the name, which knows where it was written
   * @throws BadInputException if there is no such file
   */
  Path find(String path, ConfigValue value) {
    String name = Axis.text(value);
    String setting = value.origin().filename();
    try {
      Path beside = setting == null ? null : Path.of(setting).getParent();
      return find(Path.of(name), beside, Origins.place(value) + ": " + path + " is " + name);
    } catch (InvalidPathException e) {
      throw Origins.complaint(value, path + " is no name of a file: " + e.getMessage());
    }
  }

  /**
   * A file named on the command line.
   *
   * @throws BadInputException if there is no such file
   */
  public Path find(Path file) {
    return find(file, null, file.toString());
  }

  /**
   * Complains if a file named on the command line does not exist or is a folder.
   *
   * @throws BadInputException if it cannot be read as a file
   */
  public static void requireFile(Path file) {
    new InputFiles(null).find(file);
  }

  private Path find(Path file, @Nullable Path beside, String complaint) {
    ImmutableList.Builder<Path> places = ImmutableList.builder();
    places.add(beside == null ? file : beside.resolve(file).normalize());
    if (home != null && !file.isAbsolute()) {
      places.add(home.resolve(file).normalize());
    }
    ImmutableList<Path> candidates = places.build();
    for (Path candidate : candidates) {
      if (Files.isDirectory(candidate)) {
        throw new BadInputException(complaint + ": a directory; expected a file");
      }
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    throw new BadInputException(
        complaint
            + ": no such file"
            + (candidates.size() > 1 || beside != null
                ? "; looked for "
                    + String.join(" and ", candidates.stream().map(Path::toString).toList())
                : ""));
  }
}
