package dev.tollgate.core.settings;

import com.typesafe.config.ConfigValue;
import java.util.regex.Pattern;

/** The form of every name: of plugins, parts, parameters, machines, cost profiles and steps. */
public final class Names {

  /** What a name must look like, for complaints. */
  public static final String FORM =
      "lower-case letters and digits, beginning with a letter, words joined by single hyphens";

  private static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private Names() {}

  /** Whether a name has the right form: {@code iommu-dart}. */
  public static boolean isWellFormed(String name) {
    return PATTERN.matcher(name).matches();
  }

  /** Complains about a key that names something and is malformed. */
  static void check(String name, String kind, ConfigValue value) {
    if (!isWellFormed(name)) {
      throw Origins.complaint(value, "\"" + name + "\" is no " + kind + "; expected " + FORM);
    }
  }
}
