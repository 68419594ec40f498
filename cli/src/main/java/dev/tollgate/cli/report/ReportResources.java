package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts that reports are made of: style, script, chart specs, and the chart libraries. */
public final class ReportResources {

  private static final String FOLDER = "/report/";

  private ReportResources() {}

  /** A text that is always there. */
  public static String text(String name) {
    String text = find(name);
    if (text == null) {
      throw new IllegalStateException("the class path lacks " + FOLDER + name);
    }
    return text;
  }

  /** The chart libraries by name, in order; empty if the build had to leave them out. */
  static ImmutableMap<String, String> libraries(List<String> names) {
    ImmutableMap.Builder<String, String> libraries = ImmutableMap.builder();
    for (String name : names) {
      String text = find("vendor/" + name);
      if (text == null) {
        return ImmutableMap.of();
      }
      libraries.put(name, text);
    }
    return libraries.buildOrThrow();
  }

  private static @Nullable String find(String name) {
    try (InputStream stream = ReportResources.class.getResourceAsStream(FOLDER + name)) {
      return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
