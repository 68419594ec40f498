package dev.tollgate.iommu.calgary;

/** Misbehaviour of the hardware that a run asks for: at every so-many-th flush, always the same. */
final class InjectedFaults {

  private final long hangEvery;
  private final long softStopFaultEvery;
  private final long softStopFaults;
  private long stops;
  private long softStops;
  private long faultsLeft;
  private boolean tryingAgain;

  /**
   * A plan of misbehaviour.
   *
   * @param hangEvery at every so-many-th stop of the bus its split queue never empties; 0 for never
   * @param softStopFaultEvery at every so-many-th flush the soft stop fails; 0 for none
   * @param softStopFaults how many times in a row it then fails, 1 to {@link
   *     FlushProcedure#PATIENCE}
   */
  InjectedFaults(long hangEvery, long softStopFaultEvery, long softStopFaults) {
    this.hangEvery = hangEvery;
    this.softStopFaultEvery = softStopFaultEvery;
    this.softStopFaults = softStopFaults;
  }

  /** Whether the stop of the bus that begins now never sees the split queue empty. */
  boolean nextStopHangs() {
    return hangEvery > 0 && ++stops % hangEvery == 0;
  }

  /** Whether the attempt at a soft stop that begins now ends in SoftStopFault. */
  boolean nextSoftStopFails() {
    if (softStopFaultEvery == 0) {
      return false;
    }
    if (!tryingAgain && ++softStops % softStopFaultEvery == 0) {
      faultsLeft = softStopFaults;
    }
    boolean fails = faultsLeft > 0;
    if (fails) {
      faultsLeft--;
    }
    tryingAgain = fails && softStopFaults - faultsLeft < FlushProcedure.PATIENCE;
    return fails;
  }
}
