package dev.tollgate.cli.claim;

/** A claim cannot be decided by the runs that there are. */
final class NotMeasurableException extends Exception {

  private static final long serialVersionUID = 1L;

  NotMeasurableException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
