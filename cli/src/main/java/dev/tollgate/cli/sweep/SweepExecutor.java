package dev.tollgate.cli.sweep;

import dev.tollgate.cli.experiment.PlannedRun;
import java.util.List;

/** A way to run many independent runs. */
public interface SweepExecutor {

  /**
   * Runs all of them, in any order, and returns when all have ended or {@link #stop} was heard. A
   * run that fails, in whatever way, is reported like the others and stops nothing.
   */
  void execute(List<PlannedRun> runs, Runner runner, SweepListener listener);

  /** Begins no further runs. May be called by any thread. */
  void stop();
}
