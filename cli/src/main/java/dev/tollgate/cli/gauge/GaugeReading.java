package dev.tollgate.cli.gauge;

import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.report.Units;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What runs say of a {@link Gauge}: an exact value, or why there is none. A figure that the input
 * could not show is never a number.
 *
 * @param state whether there is a value
 * @param value in {@code unit}; 0 unless it is known
 * @param unit as metrics name units
 * @param reason why it is not known; null if it is
 */
public record GaugeReading(State state, Fraction value, String unit, @Nullable String reason) {

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /** Whether there is a value. */
  public enum State {
    /** There is one. */
    KNOWN,
    /** The run's input could not show it. */
    UNKNOWN,
    /** The run does not report it. */
    ABSENT
  }

  /** A value. */
  public static GaugeReading known(Fraction value, String unit) {
    return new GaugeReading(State.KNOWN, value, unit, null);
  }

  /** A figure that the input could not show. */
  public static GaugeReading unknown(String unit, String reason) {
    return new GaugeReading(State.UNKNOWN, Fraction.ZERO, unit, reason);
  }

  /** A figure that the run does not have. */
  public static GaugeReading absent(String reason) {
    return new GaugeReading(State.ABSENT, Fraction.ZERO, "", reason);
  }

  /** Whether there is a value. */
  public boolean isKnown() {
    return state == State.KNOWN;
  }

  /** For readers: {@code 12.5 µs}; {@code ?} if unknown, a dash if absent. */
  public String text() {
    return switch (state) {
      case KNOWN -> text(value, unit);
      case UNKNOWN -> "?";
      case ABSENT -> "–";
    };
  }

  /** A value for readers. */
  public static String text(Fraction value, String unit) {
    if (unit.equals("ppm")) {
      return percent(value);
    }
    String text = Units.format(value.rounded().min(MOST).longValueExact(), unit);
    return unit.startsWith("cycles") ? text + " cycles" : text;
  }

  /** Shares with three digits that count: costs below 1 % differ, and so do 99.1 % and 99.9 %. */
  private static String percent(Fraction partsInAMillion) {
    Fraction percent = partsInAMillion.over(Fraction.of(10_000));
    return percent
            .decimal()
            .round(new java.math.MathContext(3, java.math.RoundingMode.HALF_UP))
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }
}
