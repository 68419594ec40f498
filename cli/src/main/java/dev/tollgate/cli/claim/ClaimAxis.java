package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An axis that claims can select on, with all the values it has.
 *
 * @param path of the axis
 * @param labels the coordinate of runs at each value, by the value as it was written
 * @param narrowed whether the command line, not the experiment file, says which values there are
 */
public record ClaimAxis(String path, ImmutableMap<String, String> labels, boolean narrowed) {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([KMG]?)(?:i?B)?");
  private static final ImmutableMap<String, Integer> SHIFTS =
      ImmutableMap.of("", 0, "K", 10, "M", 20, "G", 30);

  /** The same axis with the values of another part of the experiment, too. */
  public ClaimAxis and(ClaimAxis other) {
    return new ClaimAxis(
        path,
        ImmutableMap.<String, String>builder()
            .putAll(labels)
            .putAll(other.labels)
            .buildKeepingLast(),
        narrowed || other.narrowed);
  }

  /** The same axis of which the command line may have left values out, with parts that had them. */
  public ClaimAxis asNarrowed() {
    return new ClaimAxis(path, labels, true);
  }

  /** The coordinate that a claim means, or null if the axis has no such value. */
  @Nullable String label(ConfigValue wanted) {
    String text = String.valueOf(wanted.unwrapped());
    String exact = labels.get(text);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (label.getValue().equals(text) || sameNumber(label.getKey(), text)) {
        return label.getValue();
      }
    }
    return null;
  }

  /** The coordinate of all runs, where the axis has one value. */
  @Nullable String only() {
    return labels.size() == 1 ? labels.values().iterator().next() : null;
  }

  /** {@code 64K} is {@code 65536}. */
  private static boolean sameNumber(String one, String other) {
    BigDecimal first = number(one);
    BigDecimal second = number(other);
    return first != null && second != null && first.compareTo(second) == 0;
  }

  private static @Nullable BigDecimal number(String text) {
    Matcher matcher = SIZE.matcher(text);
    Integer shift = matcher.matches() ? SHIFTS.get(matcher.group(2)) : null;
    return shift == null
        ? null
        : new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
  }
}
