package dev.tollgate.cli;

import dev.tollgate.cli.sweep.SweepListener;
import java.io.PrintStream;

/** Shows how a sweep goes on. */
interface Progress extends SweepListener, AutoCloseable {

  /** A bar where somebody watches it; a line for each run otherwise. */
  static Progress over(int runs, PrintStream err) {
    return Terminal.isInteractive() ? new ProgressLine(runs, err) : new ProgressLog(runs, err);
  }

  @Override
  default void close() {}
}
