package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim of an experiment and what its runs say of it. Decimals are rounded to nine digits behind
 * the point; whether the claim is met was decided before rounding.
 *
 * @param id its name in the experiment file
 * @param sentence what is claimed
 * @param source where the sentence stands; may be empty
 * @param measure what is measured, in words
 * @param over how the values of several points became one: {@code each}, {@code mean}, {@code min},
 *     {@code max} or {@code sum}
 * @param band the values at which the claim is met
 * @param measured what was found; with {@code each}, the value that is worst for the claim; null if
 *     it could not be measured
 * @param met whether the claim is met; not if it could not be measured
 * @param notMeasurable why it could not be measured; null if it could
 * @param points the values that it rests on
 * @param runs numbers of the runs that it rests on, ascending
 * @param estimates steps charged in these runs at prices that are estimated, in alphabetical order
 */
public record ClaimRecord(
    String id,
    String sentence,
    String source,
    String measure,
    String over,
    BandRecord band,
    @Nullable MeasuredRecord measured,
    boolean met,
    @Nullable String notMeasurable,
    List<PointRecord> points,
    List<Integer> runs,
    List<String> estimates) {

  /** Copies what it is given. */
  public ClaimRecord {
    points = ImmutableList.copyOf(points);
    runs = ImmutableList.copyOf(runs);
    estimates = ImmutableList.copyOf(estimates);
  }

  /** The bounds of a band; null where there is none. */
  public record BandRecord(
      @Nullable BigDecimal atLeast,
      @Nullable BigDecimal above,
      @Nullable BigDecimal atMost,
      @Nullable BigDecimal below) {

    /** {@code 0.98 to 1.02}, {@code at least 0.99}, {@code exactly 12}. */
    @JsonIgnore
    public String text() {
      if (atLeast != null && atMost != null) {
        return atLeast.compareTo(atMost) == 0
            ? "exactly " + atLeast.toPlainString()
            : atLeast.toPlainString() + " to " + atMost.toPlainString();
      }
      String low =
          atLeast != null
              ? "at least " + atLeast.toPlainString()
              : above != null ? "above " + above.toPlainString() : "";
      String high =
          atMost != null
              ? "at most " + atMost.toPlainString()
              : below != null ? "below " + below.toPlainString() : "";
      return low + (low.isEmpty() || high.isEmpty() ? "" : ", ") + high;
    }
  }

  /**
   * What was found.
   *
   * @param value in {@code unit}
   * @param unit that of the metric; {@code ratio} for a quotient of equal units
   */
  public record MeasuredRecord(BigDecimal value, String unit) {}

  /**
   * The value at one point of the axes that the claim does not compare.
   *
   * @param coordinates where on the axes
   * @param value there
   * @param within whether it lies in the band
   * @param runs numbers of the runs it was taken from
   */
  public record PointRecord(
      Map<String, String> coordinates, BigDecimal value, boolean within, List<Integer> runs) {

    /** Copies what it is given. */
    public PointRecord {
      coordinates = ImmutableMap.copyOf(coordinates);
      runs = ImmutableList.copyOf(runs);
    }
  }
}
