package dev.tollgate.core.policy;

import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Strict for whole batches: drivers map and unmap many buffers in one call, and the unit is made to
 * forget once for each such call. The 2007 paper's section 4.3.3, "Allocate And Free In Large
 * Batches": map_multi and unmap_multi "wherever possible".
 *
 * <p>Drivers are asked for {@link MappingStyle#BATCHED}: the network driver unmaps what one round
 * of its poll takes off the ring, or cleans up, with one call, and a disk's driver unmaps a
 * request's scatter list. A call with more than one buffer makes the unit forget the whole domain,
 * once; one with a single buffer is as under {@link StrictPolicy}.
 *
 * <p>Guarantee: that of {@link StrictPolicy}, when the call returns. Before, a buffer that the
 * device is done with stays mapped for as long as its driver collects the batch: the device may
 * still write to it then, but the driver gives no buffer to anybody before it has unmapped it, so
 * nobody reads what may change. The window is a driver's choice, not the policy's: for the network
 * driver, the rest of a piece of its poll.
 */
final class BatchedPolicy extends StrictPolicy {

  BatchedPolicy(PolicyContext context) {
    super(context);
  }

  @Override
  public MappingStyle style() {
    return MappingStyle.BATCHED;
  }

  @Override
  boolean forgetsTogether(int buffers) {
    return buffers > 1;
  }
}
