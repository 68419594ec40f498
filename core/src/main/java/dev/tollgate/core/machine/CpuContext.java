package dev.tollgate.core.machine;

/** In what capacity a CPU works, the most urgent first; see {@link Processors}. */
public enum CpuContext {
  /** Handler of a device's interrupt. */
  INTERRUPT(0, "interrupt"),
  /** Work that an interrupt left for later, such as a network driver's poll. */
  SOFT_INTERRUPT(1, "soft-interrupt"),
  /** A process: its system calls, and the program itself. */
  TASK(2, "task");

  private final int rank;
  private final String id;

  CpuContext(int rank, String id) {
    this.rank = rank;
    this.id = id;
  }

  /** Place in the order of urgency, from 0 for the most urgent. */
  int rank() {
    return rank;
  }

  /** The name used in metric names, lower case with hyphens. */
  public String id() {
    return id;
  }
}
