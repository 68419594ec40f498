package dev.tollgate.core.error;

import org.jspecify.annotations.Nullable;

/**
 * Something the user gave is wrong: a file, a key, a value, a combination. The message names the
 * place, what was found, what was expected and, where there is one, the nearest valid choice.
 *
 * <p>The command line prints the message without a stack trace and exits with status 2.
 */
public final class BadInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A complaint whose message is complete as it stands. */
  public BadInputException(String message) {
    super(message);
  }

  /** A complaint about an input that could not even be read. */
  public BadInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A complaint about one line of a file: {@code file:line: message}. Lines count from 1. */
  public static BadInputException at(String file, long line, String message) {
    return new BadInputException(file + ":" + line + ": " + message);
  }
}
