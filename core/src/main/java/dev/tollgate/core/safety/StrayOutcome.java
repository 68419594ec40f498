package dev.tollgate.core.safety;

/** What became of a device's access that no driver entitled it to. The order is that of reports. */
enum StrayOutcome {
  /** Reached memory after unmap, through a cached translation or an entry still there. */
  STALE("stale", "reached memory after its unmap"),
  /** Reached bytes outside the buffers on a page that holds some. */
  NEIGHBOUR("neighbour", "reached bytes beside a buffer on its page"),
  /** Read a buffer it may only write, or wrote one it may only read. */
  EXCESS_RIGHTS("rights", "used a right on a buffer that it was not given"),
  /** Reached a buffer of another device behind the same table. */
  OTHER_DEVICE("other-device", "reached a buffer of another device of its domain"),
  /** Reached a page that is open although no driver ever had a buffer there. */
  STANDING("standing", "reached memory open without any buffer"),
  /** Reached a page dedicated to the domain's DMA, outside the buffers mapped there. */
  DEDICATED("dedicated", "reached memory that holds nothing of anybody else's"),
  /** Was let through to nothing that anybody mapped. */
  ABSORBED("absorbed", "were let through to nothing anybody mapped, unnoticed"),
  /** Was refused. */
  DETECTED("detected", "were refused");

  private final String id;
  private final String meaning;

  StrayOutcome(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  /** The name used in metric names. */
  String id() {
    return id;
  }

  /** What such accesses did, to follow "accesses without entitlement that". */
  String meaning() {
    return meaning;
  }
}
