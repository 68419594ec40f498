package dev.tollgate.cli.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one combination says of one condition.
 *
 * @param name the combination, for readers
 * @param coordinates of the combination, without {@code repeat}
 * @param runs numbers of its runs
 * @param outcome what came of it
 * @param reason why it could not be decided; null if it could
 * @param value the figure, rounded to nine digits behind the point; null if it is missing
 * @param unit of all three figures
 * @param baseline the baseline's figure; null if none was needed or it is missing
 * @param limit what the figure was held against; null if undecided
 * @param shown value, baseline and limit for readers; empty where there is none
 */
public record Verdict(
    String name,
    Map<String, String> coordinates,
    ImmutableList<Integer> runs,
    Outcome outcome,
    @Nullable String reason,
    @Nullable BigDecimal value,
    String unit,
    @Nullable BigDecimal baseline,
    @Nullable BigDecimal limit,
    @JsonIgnore ImmutableList<String> shown) {

  /** What comes of a condition. */
  public enum Outcome {
    /** The condition does not hold, and need not. */
    FINE,
    /** It holds: the gate is closed. */
    CROSSED,
    /** It cannot be decided, which closes the gate too. */
    MISSING;

    @Override
    @com.fasterxml.jackson.annotation.JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
