package dev.tollgate.core.run;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;

/**
 * The bus of a machine without IOMMU: bus addresses are physical addresses, nothing is refused but
 * what lies beyond memory, and there is nothing to map.
 */
final class Untranslated implements AddressTranslation, DmaDomain {

  /** All that a machine without IOMMU can do. */
  static final ImmutableSet<IommuCapability> CAPABILITIES =
      ImmutableSet.of(IommuCapability.UNTRANSLATED);

  private final long memoryBytes;

  Untranslated(long memoryBytes) {
    this.memoryBytes = memoryBytes;
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    return Long.compareUnsigned(busAddress, memoryBytes) < 0 ? busAddress : FAULT;
  }

  @Override
  public ImmutableSet<IommuCapability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public IovaAllocator iova() {
    throw nothingToMap();
  }

  @Override
  public void map(long ioPage, int pages, long frame, DmaDirection direction) {
    throw nothingToMap();
  }

  @Override
  public void unmap(long ioPage, int pages) {
    throw nothingToMap();
  }

  @Override
  public boolean invalidate(long ioPage, int pages) {
    throw nothingToMap();
  }

  @Override
  public boolean invalidateAll() {
    throw nothingToMap();
  }

  private static IllegalStateException nothingToMap() {
    return new IllegalStateException(
        "no IOMMU stands in front of the device, so a policy cannot map with it");
  }
}
