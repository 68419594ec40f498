package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.ProtectionPolicy;

/**
 * No protection: the bus address of a byte is its physical address, as on a machine without IOMMU
 * (Linux's {@code nommu_ops} of 2007, {@code dma_direct_map_page} today).
 *
 * <p>Guarantee: none. Every device reaches all of memory that it can address, always. Mapping and
 * unmapping do nothing; an alignment asked for is the buffer's own. A buffer beyond the device's
 * mask cannot be mapped, as nothing moves it.
 */
final class OffPolicy implements ProtectionPolicy {

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    return physical;
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {}
}
