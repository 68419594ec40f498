package dev.tollgate.cli.sweep;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multimaps;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.tollgate.core.boot.PluginInfo;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code that runs are done by, as digests of the jars and class folders it was loaded from. A
 * jar that holds nothing but plugins counts only for the runs that use one of them; everything else
 * counts for all runs.
 */
final class CodeDigest {

  /** Code that has been loaded does not change while the program runs. */
  private static final Map<Path, String> DIGESTS = new ConcurrentHashMap<>();

  private final ImmutableListMultimap<String, PluginInfo> plugins;
  private final ImmutableSet<String> always;

  CodeDigest(ImmutableList<PluginInfo> found) {
    plugins = Multimaps.index(found, plugin -> normal(plugin.location()));
    Set<String> places = places();
    places.removeAll(plugins.keySet());
    for (Class<?> own : ImmutableList.of(Tollgate.class, CodeDigest.class)) {
      String place = place(own);
      if (place != null) {
        places.add(place);
      }
    }
    always = ImmutableSet.copyOf(places);
  }

  /** The digest of the code of runs that use these plugins. */
  String of(List<PluginInfo> used) {
    Set<String> places = new TreeSet<>(always);
    used.forEach(plugin -> places.add(normal(plugin.location())));
    // Neither the order nor the names of places count, so that a moved installation is the same.
    return Hashing.sha256()
        .hashString(
            places.stream().map(CodeDigest::content).sorted().collect(Collectors.joining("\n")),
            StandardCharsets.UTF_8)
        .toString();
  }

  /** The class path, and the folder of plugins where one is named. */
  private static Set<String> places() {
    Set<String> places = new TreeSet<>();
    Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .split(System.getProperty("java.class.path", ""))
        .forEach(entry -> places.add(normal(entry)));
    String folder = System.getProperty(Tollgate.PLUGINS_PROPERTY, "");
    if (!folder.isBlank()) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(folder), "*.jar")) {
        jars.forEach(jar -> places.add(normal(jar.toString())));
      } catch (IOException | InvalidPathException e) {
        throw new BadInputException(folder + " cannot be read: " + e, e);
      }
    }
    return places;
  }

  private static @Nullable String place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null;
    }
    try {
      return normal(Path.of(source.getLocation().toURI()).toString());
    } catch (URISyntaxException | IllegalArgumentException e) {
      return source.getLocation().toString();
    }
  }

  private static String normal(String place) {
    try {
      return Path.of(place).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException e) {
      return place;
    }
  }

  private static String content(String place) {
    Path path = Path.of(place);
    return DIGESTS.computeIfAbsent(path, CodeDigest::read);
  }

  private static String read(Path place) {
    try {
      if (!Files.isDirectory(place)) {
        // A class path may name what does not exist; nothing is loaded from there.
        return Files.exists(place) ? ofFile(place) : "";
      }
      Hasher all = Hashing.sha256().newHasher();
      try (Stream<Path> inside = Files.walk(place)) {
        for (Path file : inside.filter(Files::isRegularFile).sorted().toList()) {
          String name = place.relativize(file).toString().replace(File.separatorChar, '/');
          all.putString(name + "\0" + ofFile(file) + "\n", StandardCharsets.UTF_8);
        }
      }
      return all.hash().toString();
    } catch (IOException e) {
      throw new BadInputException(place + " cannot be read: " + e, e);
    }
  }

  private static String ofFile(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
