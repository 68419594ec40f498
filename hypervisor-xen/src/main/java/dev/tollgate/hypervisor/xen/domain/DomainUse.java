package dev.tollgate.hypervisor.xen.domain;

import java.util.function.BooleanSupplier;

/** What a domain has made Xen do for it. */
public final class DomainUse {

  private BooleanSupplier running = () -> true;
  private long crossings;
  private long xenMilliCycles;

  /**
   * Names who knows whether a CPU of the domain runs: what is set up before the run and put away
   * after it takes none of a CPU's time.
   */
  public void measureWhile(BooleanSupplier cpuRuns) {
    running = cpuRuns;
  }

  /** Counts a crossing that took so many thousandths of a cycle in Xen. */
  public void crossed(long milliCycles) {
    crossings++;
    xenMilliCycles += running.getAsBoolean() ? milliCycles : 0;
  }

  /** Crossings into Xen. */
  public long crossings() {
    return crossings;
  }

  /** Thousandths of a cycle that its CPUs' crossings spent in Xen, entry and exit included. */
  public long xenMilliCycles() {
    return xenMilliCycles;
  }
}
