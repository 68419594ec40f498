package dev.tollgate.core.safety;

/**
 * What one late DMA to each unmapped page would meet right after the driver's unmap call: memory,
 * or not. No DMA is made to find out: a page's stale window either ends within that call or
 * outlives it.
 *
 * <p>A driver's unmap ends entitlements first, then the protection policy does its work. The call
 * is taken to be over when time has passed, a device has accessed memory, a driver maps, or a
 * driver unmaps again after the policy has acted.
 */
final class LateDmas {

  /** Pages where it would have reached memory. */
  long reached;

  /** Pages where it would not. */
  long prevented;
}
