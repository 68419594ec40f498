package dev.tollgate.core.spi;

/**
 * New machines for further looks at what a run has shown, such as the shortest way to it: each with
 * the same parts, settings and seeds as the machine of the run, at time 0.
 */
@FunctionalInterface
public interface FreshMachines {

  /** Runs a workload on a new machine; nothing is checked or reported after it. */
  void run(Workload workload);
}
