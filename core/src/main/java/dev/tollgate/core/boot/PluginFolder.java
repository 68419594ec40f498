package dev.tollgate.core.boot;

import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A folder of plugin jars outside the class path. */
final class PluginFolder {

  private PluginFolder() {}

  /**
   * A class loader over every jar of the folder, in alphabetical order, and what they need from
   * {@code parent}. It stays open as long as the program runs.
   *
   * @throws BadInputException if it is no folder or one of its jars is damaged
   */
  static ClassLoader loader(Path folder, ClassLoader parent) {
    if (!Files.isDirectory(folder)) {
      throw new BadInputException(
          folder
              + (Files.exists(folder) ? " is no folder" : " does not exist")
              + "; expected a folder of plugin jars");
    }
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new BadInputException(folder + " cannot be read: " + e, e);
    }
    return new URLClassLoader(jars.stream().map(PluginFolder::url).toArray(URL[]::new), parent);
  }

  /** The jar's URL, once it is known to be a jar: a class loader would silently skip it. */
  private static URL url(Path jar) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      return Path.of(opened.getName()).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new BadInputException(jar + " is no readable jar: " + e.getMessage(), e);
    }
  }
}
