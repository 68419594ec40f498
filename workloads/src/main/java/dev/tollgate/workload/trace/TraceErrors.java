package dev.tollgate.workload.trace;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;

/** Words the errors of this package: file, line where there is one, and what was expected. */
final class TraceErrors {

  private TraceErrors() {}

  /** Returns an error to throw; {@code line} counts from 1, 0 if the whole file is meant. */
  static BadInputException badInput(Path file, long line, String reason) {
    return line > 0
        ? BadInputException.at(file.toString(), line, reason)
        : new BadInputException(file + ": " + reason);
  }

  /** Returns an error to throw: nothing of this kind has this name; {@code choices} do exist. */
  static BadInputException noSuch(String kind, String name, String choices) {
    return new BadInputException("no " + kind + " '" + name + "'; choose one of " + choices);
  }
}
