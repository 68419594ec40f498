package dev.tollgate.core.machine;

/** What happens at a point of simulated time; see {@link EventQueue}. */
@FunctionalInterface
public interface TimedAction {

  /**
   * Runs once. It may schedule and cancel events, and may advance the clock.
   *
   * @param now picoseconds on the clock: the time it was scheduled for, or later if what ran before
   *     it took the clock beyond that
   */
  void run(long now);
}
