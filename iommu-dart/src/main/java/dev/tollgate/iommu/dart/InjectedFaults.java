package dev.tollgate.iommu.dart;

/** Misbehaviour of the hardware that a run asks for: every so-many-th time, always the same. */
final class InjectedFaults {

  private final long lostFlushEvery;
  private final long lostInvalidateEvery;
  private long flushes;
  private long invalidations;

  /**
   * A plan of misbehaviour.
   *
   * @param lostFlushEvery every so-many-th setting of the flush bit goes unnoticed; 0 for none
   * @param lostInvalidateEvery every so-many-th order to forget one page does; 0 for none
   */
  InjectedFaults(long lostFlushEvery, long lostInvalidateEvery) {
    this.lostFlushEvery = lostFlushEvery;
    this.lostInvalidateEvery = lostInvalidateEvery;
  }

  /** Whether the unit misses that the flush bit is set now. */
  boolean nextFlushIsLost() {
    return lostFlushEvery > 0 && ++flushes % lostFlushEvery == 0;
  }

  /** Whether the unit misses that it is told now to forget one page. */
  boolean nextInvalidateIsLost() {
    return lostInvalidateEvery > 0 && ++invalidations % lostInvalidateEvery == 0;
  }
}
