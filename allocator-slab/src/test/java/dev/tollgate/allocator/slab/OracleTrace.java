package dev.tollgate.allocator.slab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.CacheSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An allocation trace with known answers, read into arrays.
 *
 * <p>Traces lie among the test's resources or, when the whole collection is at hand, in a folder
 * beside the project.
 */
final class OracleTrace {

  /** Folder of the whole collection. */
  static final Path FOLDER = Path.of("../../shared/data/oracle");

  static final int CACHE = 0;
  static final int KMALLOC = 1;
  static final int KFREE = 2;
  static final int ALLOC = 3;
  static final int FREE = 4;

  private static final List<String> VERBS = List.of("cache", "kmalloc", "kfree", "alloc", "free");

  /** What each event does. */
  final int[] verbs;

  /** Number of the object, its printed number standing in {@link #names}; -1 for caches. */
  final int[] objects;

  /** Size asked for, or number of the cache. */
  final int[] arguments;

  final List<String> names;
  final List<CacheSpec> caches;

  private OracleTrace(
      int[] verbs, int[] objects, int[] arguments, List<String> names, List<CacheSpec> caches) {
    this.verbs = verbs;
    this.objects = objects;
    this.arguments = arguments;
    this.names = names;
    this.caches = caches;
  }

  static OracleTrace read(String name) {
    List<String> lines = lines(name);
    lines.removeIf(line -> line.startsWith("#"));
    int[] verbs = new int[lines.size()];
    int[] objects = new int[lines.size()];
    int[] arguments = new int[lines.size()];
    Map<String, Integer> objectNumbers = new HashMap<>();
    Map<String, Integer> cacheNumbers = new HashMap<>();
    List<String> names = new ArrayList<>();
    List<CacheSpec> caches = new ArrayList<>();
    for (int i = 0; i < verbs.length; i++) {
      List<String> words = Splitter.on(' ').splitToList(lines.get(i));
      verbs[i] = VERBS.indexOf(words.get(0));
      objects[i] = -1;
      if (verbs[i] == CACHE) {
        arguments[i] = caches.size();
        cacheNumbers.put(words.get(1), caches.size());
        caches.add(spec(words));
        continue;
      }
      boolean ofCache = verbs[i] == ALLOC || verbs[i] == FREE;
      String object = words.get(ofCache ? 2 : 1);
      Integer number = objectNumbers.get(object);
      if (number == null) {
        number = names.size();
        objectNumbers.put(object, number);
        names.add(object);
      }
      objects[i] = number;
      if (ofCache) {
        Integer cache = cacheNumbers.get(words.get(1));
        arguments[i] = cache == null ? -1 : cache;
      } else if (verbs[i] == KMALLOC) {
        arguments[i] = Integer.parseInt(words.get(2));
      }
    }
    return new OracleTrace(verbs, objects, arguments, names, caches);
  }

  private static CacheSpec spec(List<String> words) {
    ImmutableSet.Builder<CacheSpec.Flag> flags = ImmutableSet.builder();
    if (!words.get(4).equals("-")) {
      for (String flag : Splitter.on('|').split(words.get(4))) {
        flags.add(CacheSpec.Flag.valueOf(flag));
      }
    }
    return new CacheSpec(
        words.get(1), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)), flags.build());
  }

  /** Whether a file is there to be read. */
  static boolean exists(String name) {
    return OracleTrace.class.getResource(name) != null || Files.exists(FOLDER.resolve(name));
  }

  static List<String> lines(String name) {
    try (InputStream file = open(name)) {
      InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
      BufferedReader reader = new BufferedReader(new InputStreamReader(plain, US_ASCII));
      return new ArrayList<>(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) throws IOException {
    @Nullable InputStream resource = OracleTrace.class.getResourceAsStream(name);
    return resource != null ? resource : Files.newInputStream(FOLDER.resolve(name));
  }
}
