package dev.tollgate.core.policy;

import dev.tollgate.core.spi.PolicyContext;

/**
 * Leaves all invalidation to the IOMMU's own driver, which does it when it maps: the native
 * behaviour of DART (Linux's {@code arch/powerpc/sysdev/dart_iommu.c}, whose unmap neither flushes
 * nor asks for a flush).
 *
 * <p>Guarantee: a new mapping is never shadowed by a stale translation. After unmap the device
 * reaches the buffer through translations still cached until the driver's next invalidation that
 * covers them, which only a mapping brings: any mapping where the unit forgets everything, one of
 * the same I/O page where it forgets chosen pages. There is no bound in time.
 */
final class MapInvalidatedPolicy extends PageMappingPolicy {

  MapInvalidatedPolicy(PolicyContext context) {
    super(context);
  }

  @Override
  boolean release(long ioPage, int pages) {
    domain.unmap(ioPage, pages);
    return iova.free(ioPage, pages);
  }

  @Override
  void makeFreePagesUsable() {
    // What is still cached for a page is forgotten when the page is mapped again.
  }
}
