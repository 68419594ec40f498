package dev.tollgate.core.spi;

/**
 * Whether a combination makes sense at all. What does not is reported with its reason, never run.
 */
public sealed interface Applicability {

  /** The combination can be run. */
  record Applicable() implements Applicability {}

  /**
   * The combination cannot be run.
   *
   * @param reason why, as a sentence without full stop, for the report
   */
  record NotApplicable(String reason) implements Applicability {}

  /** The combination can be run. */
  static Applicability applicable() {
    return new Applicable();
  }

  /** The combination cannot be run, because of {@code reason}. */
  static Applicability notApplicable(String reason) {
    return new NotApplicable(reason);
  }
}
