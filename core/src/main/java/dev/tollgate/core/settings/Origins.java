package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.error.BadInputException;
import java.util.Objects;

/** Where settings come from, in words, and complaints that begin with that place. */
public final class Origins {

  private Origins() {}

  /** {@code file:line}, or whatever is known: {@code --set key=value}. */
  private static String place(ConfigOrigin origin) {
    String source = source(origin);
    boolean hasLines = origin.filename() != null || origin.url() != null;
    return hasLines && origin.lineNumber() > 0 ? source + ":" + origin.lineNumber() : source;
  }

  /** The file, resource or command-line argument without the line. */
  static String source(ConfigOrigin origin) {
    if (origin.filename() != null) {
      return origin.filename();
    }
    if (origin.url() != null) {
      return origin.url().toString();
    }
    // Without file and URL the library still appends ": LINE" to the description it was given.
    String description = origin.description();
    String suffix = ": " + origin.lineNumber();
    return description.endsWith(suffix)
        ? description.substring(0, description.length() - suffix.length())
        : description;
  }

  static boolean sameSource(ConfigValue a, ConfigValue b) {
    return Objects.equals(source(a.origin()), source(b.origin()));
  }

  /** A complaint about a value, beginning with its place. */
  public static BadInputException complaint(ConfigValue about, String message) {
    return new BadInputException(place(about) + ": " + message);
  }

  /** The place of a value; of a group that several places contribute to, that of its first key. */
  public static String place(ConfigValue value) {
    boolean merged = value.origin().description().startsWith("merge of ");
    if (merged && value instanceof ConfigObject group && !group.isEmpty()) {
      return place(ImmutableSortedMap.copyOf(group).values().iterator().next());
    }
    return place(value.origin());
  }

  /** What the library refused, with the place in our notation. */
  static BadInputException complaint(ConfigException refused) {
    ConfigOrigin origin = refused.origin();
    String message = String.valueOf(refused.getMessage());
    if (origin == null) {
      return new BadInputException(message, refused);
    }
    String prefix = origin.description() + ": ";
    String detail = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return new BadInputException(place(origin) + ": " + detail, refused);
  }
}
