package dev.tollgate.core.iommu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.CharStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** The test data of this package, line by line. */
final class Resources {

  private Resources() {}

  static ImmutableList<String> lines(String name) {
    try (InputStream packed =
            requireNonNull(Resources.class.getResourceAsStream("/" + name), name);
        InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(packed) : packed) {
      return ImmutableList.copyOf(CharStreams.readLines(new InputStreamReader(plain, UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Lines {@code name value}. */
  static ImmutableMap<String, String> report(String name) {
    return lines(name).stream()
        .map(line -> line.split(" "))
        .collect(ImmutableMap.toImmutableMap(words -> words[0], words -> words[1]));
  }
}
