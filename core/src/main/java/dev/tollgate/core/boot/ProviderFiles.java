package dev.tollgate.core.boot;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.TollgatePlugin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * Which jars and folders name which plugin classes in {@code META-INF/services}. {@link
 * java.util.ServiceLoader} does not say, and silently skips a class that a second jar names again.
 */
final class ProviderFiles {

  private static final String FILE = "META-INF/services/" + TollgatePlugin.class.getName();

  private ProviderFiles() {}

  /** Locations by class name, in the order of the class path; each location once. */
  static ImmutableListMultimap<String, String> read(ClassLoader loader) {
    SetMultimap<String, String> locations = LinkedHashMultimap.create();
    try {
      for (URL url : Collections.list(loader.getResources(FILE))) {
        String location = Locations.ofResource(url, FILE);
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int comment = line.indexOf('#');
            String name =
                CharMatcher.whitespace().trimFrom(comment < 0 ? line : line.substring(0, comment));
            if (!name.isEmpty()) {
              locations.put(name, location);
            }
          }
        } catch (IOException e) {
          throw new BadInputException(location + ": its " + FILE + " cannot be read: " + e, e);
        }
      }
    } catch (IOException e) {
      throw new BadInputException("the class path cannot be searched for plugins: " + e, e);
    }
    return ImmutableListMultimap.copyOf(locations);
  }
}
