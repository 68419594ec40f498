package dev.tollgate.core.safety;

/**
 * I/O pages mapped again before the unit forgot their former translation, when the DMA API call
 * that mapped them was over. If the unit still holds that translation, the new mapping is shadowed:
 * the device's accesses go to the old frame, which corrupts both silently.
 */
final class ReuseCounts {

  /** Shadowed by a cached translation to elsewhere. */
  long shadowed;

  /** Not covered by any invalidation since their former entry was cleared. */
  long uncovered;
}
