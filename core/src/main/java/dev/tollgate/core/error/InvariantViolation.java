package dev.tollgate.core.error;

/**
 * A model that contradicts itself at the end of a run: bytes that do not add up, a table that
 * disagrees with its bitmap. Always a defect of a model or plugin, never of the user's input.
 *
 * <p>The command line keeps the results of the other runs and exits with status 1.
 */
public final class InvariantViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A violation; the message names the part, what it claims and what was found. */
  public InvariantViolation(String message) {
    super(message);
  }
}
