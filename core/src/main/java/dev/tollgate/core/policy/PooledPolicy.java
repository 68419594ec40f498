package dev.tollgate.core.policy;

import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Strict for what is mapped and unmapped, but drivers map few buffers and keep them: the 2007
 * paper's section 4.3.2, "allocate and free DMA buffers and then use them for as long as possible",
 * in the form that Linux has it today, the page pool ({@code net/core/page_pool.c}).
 *
 * <p>Drivers are asked for {@link MappingStyle#POOLED}. The network driver's receive buffers are
 * then pages of a pool of its own: mapped when the pool takes them, for whole pages, synchronised
 * when a frame goes up, and posted again, still mapped, when the stack is done with them. What a
 * driver maps otherwise, as packets to be sent and disk requests, is mapped and unmapped strictly.
 *
 * <p>Guarantee: for what is unmapped, that of {@link StrictPolicy}. The pages of a pool stay
 * reachable for as long as it has them: the device can read and change a received packet while the
 * kernel works with it, as no unmap stands between (time of check, time of use). It never reaches
 * anything beside one, as a pool's page holds nothing else, and nothing of what the kernel keeps in
 * the page once the pool has given it up.
 */
final class PooledPolicy extends StrictPolicy {

  PooledPolicy(PolicyContext context) {
    super(context);
  }

  @Override
  public MappingStyle style() {
    return MappingStyle.POOLED;
  }
}
