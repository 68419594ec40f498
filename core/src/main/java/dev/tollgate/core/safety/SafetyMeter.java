package dev.tollgate.core.safety;

/**
 * One of the questions that the safety figures answer, for saying that a run's input cannot answer
 * it. The constants are in the order of reports.
 */
public enum SafetyMeter {
  /** How long pages stay reachable after unmap. */
  STALE_WINDOWS("safety.stale"),
  /** How many device accesses fall into that time. */
  STALE_ACCESSES("safety.stale.accesses"),
  /** How long until an invalidation covers an unmapped page. */
  WORST_CASE_WINDOWS("safety.worst"),
  /** Which bytes can be reached for how long. */
  REACH("safety.reach"),
  /** How many of them lie beside a buffer on its page: needs exact buffer addresses and sizes. */
  SUB_PAGE("safety.reach.sub-page"),
  /** How many can be read or written against the mapping's direction: needs directions. */
  EXCESS_RIGHTS("safety.rights"),
  /** How much of a device's buffers its neighbours can reach: needs to know the devices. */
  CROSS_DEVICE("safety.cross-device"),
  /** What late DMAs would meet. */
  LATE_DMA("safety.late"),
  /** What stray accesses met: needs the devices' accesses. */
  STRAY("safety.stray"),
  /** Mappings shadowed by old translations. */
  ALIASING("safety.aliasing"),
  /** Memory that must stay in place, times the time it must. */
  PINNED("safety.pinned.bytes");

  private final String prefix;

  SafetyMeter(String prefix) {
    this.prefix = prefix;
  }

  /** What the names of the meter's figures begin with. */
  public String prefix() {
    return prefix;
  }
}
