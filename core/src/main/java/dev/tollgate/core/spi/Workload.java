package dev.tollgate.core.spi;

import dev.tollgate.core.metric.MetricSink;

/** One run's worth of work over a machine. */
public interface Workload {

  /** What must be there before {@link #run}. */
  WorkloadDemands demands();

  /**
   * Does the work.
   *
   * @throws dev.tollgate.core.error.BadInputException if its input turns out to be unusable
   */
  void run(WorkloadContext context);

  /**
   * Looks closer at what the run has shown, by running others on machines of their own; all of this
   * run is over and checked by then.
   */
  default void afterwards(FreshMachines machines) {}

  /** Reports the workload's own figures, named {@code workload.…}, at the end of a run. */
  default void report(MetricSink sink) {}
}
