package dev.tollgate.core.policy;

import dev.tollgate.core.spi.PolicyContext;

/**
 * Invalidates only when the I/O pages have been used up once: the deferred cache flush of the 2007
 * paper, section 4.1, as in Linux's {@code arch/x86/kernel/pci-calgary_64.c}.
 *
 * <p>At unmap the entries are cleared and the I/O pages given back, and the unit is told nothing.
 * When the search for I/O pages comes to the end, the unit is made to forget everything and the
 * search begins again from the start. The unit is made to forget even if that search then finds
 * nothing, as in the kernel.
 *
 * <p>Guarantee: after unmap the device reaches the buffer only through translations that the unit
 * still caches, and at the latest until the search begins again. That is a bound in pages mapped,
 * not in time: on an idle bus the window stays open. Not guaranteed is that an I/O page is
 * forgotten before it is used again. One that was mapped before a wrap and unmapped after it, ahead
 * of where the allocator searches, is handed out again with no invalidation between, and a stale
 * translation then shadows the new mapping.
 */
final class DeferredPolicy extends PageMappingPolicy {

  DeferredPolicy(PolicyContext context) {
    super(context);
  }

  @Override
  boolean release(long ioPage, int pages) {
    domain.unmap(ioPage, pages);
    return iova.free(ioPage, pages);
  }

  @Override
  void makeFreePagesUsable() {
    invalidateAll();
  }
}
