package dev.tollgate.hypervisor.xen.domain;

/** What a domain has made Xen do for it. */
public final class DomainUse {

  private long crossings;
  private long xenMilliCycles;

  /** Counts a crossing that took so many thousandths of a cycle in Xen. */
  public void crossed(long milliCycles) {
    crossings++;
    xenMilliCycles += milliCycles;
  }

  /** Crossings into Xen. */
  public long crossings() {
    return crossings;
  }

  /** Thousandths of a cycle that its crossings spent in Xen, entry and exit included. */
  public long xenMilliCycles() {
    return xenMilliCycles;
  }
}
