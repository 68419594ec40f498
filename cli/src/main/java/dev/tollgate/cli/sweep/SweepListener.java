package dev.tollgate.cli.sweep;

import dev.tollgate.cli.experiment.PlannedRun;

/** Hears how a sweep goes on; called by several threads at once. */
public interface SweepListener {

  /** So many runs were done by an earlier execution, and are not done again; heard once, first. */
  default void kept(int runs) {}

  /** A run began. */
  default void started(PlannedRun run) {}

  /** Runs of the sweep did so many more events. */
  default void progressed(long events) {}

  /** A run ended, well or not. */
  void ended(PlannedRun run, Outcome outcome);
}
