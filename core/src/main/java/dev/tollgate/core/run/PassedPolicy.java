package dev.tollgate.core.run;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.ProtectionPolicy;

/**
 * What takes the place of the chosen policy for a device that the IOMMU does not stand in front of:
 * bus addresses are physical addresses, and mapping and unmapping do nothing.
 */
final class PassedPolicy implements ProtectionPolicy {

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    return physical;
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {}
}
