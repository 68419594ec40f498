package dev.tollgate.cli.report;

import org.jspecify.annotations.Nullable;

/**
 * What one run says of one {@link Measure}.
 *
 * @param state whether there is a value
 * @param unit of the value
 * @param value 0 unless it is known
 * @param reason why it is not known; null if it is, or if the run does not have the measure
 */
record Reading(State state, String unit, long value, @Nullable String reason) {

  /** Whether there is a value. */
  enum State {
    /** There is one. */
    KNOWN,
    /** The run's input could not show it. */
    UNKNOWN,
    /** The run does not have this measure. */
    ABSENT
  }

  static Reading known(String unit, long value) {
    return new Reading(State.KNOWN, unit, value, null);
  }

  static Reading unknown(String unit, String reason) {
    return new Reading(State.UNKNOWN, unit, 0, reason);
  }

  static Reading absent(String unit) {
    return new Reading(State.ABSENT, unit, 0, null);
  }

  boolean isKnown() {
    return state == State.KNOWN;
  }

  /** For readers: {@code 12.5 µs}; {@code ?} if unknown, a dash if absent. */
  String text() {
    return switch (state) {
      case KNOWN -> Units.format(value, unit);
      case UNKNOWN -> "?";
      case ABSENT -> "–";
    };
  }

  /** For narrow columns. */
  String narrow() {
    return isKnown() ? Units.narrow(value, unit) : text();
  }
}
