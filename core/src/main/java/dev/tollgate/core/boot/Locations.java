package dev.tollgate.core.boot;

import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Names of jars and folders that classes come from. */
final class Locations {

  private Locations() {}

  /** The jar or folder that holds a resource. */
  static String ofResource(URL url, String resource) {
    String text = url.toString();
    if (text.endsWith(resource)) {
      text = text.substring(0, text.length() - resource.length());
    }
    if (text.startsWith("jar:") && text.endsWith("!/")) {
      text = text.substring("jar:".length(), text.length() - "!/".length());
    }
    return path(text);
  }

  /** The jar or folder that holds a class. */
  static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "an unknown place"
        : path(source.getLocation().toString());
  }

  private static String path(String url) {
    try {
      return Path.of(URI.create(url)).toString();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return url;
    }
  }
}
