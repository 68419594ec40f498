package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.spi.PolicyContext;

/**
 * Maps all of memory once, I/O page = page frame, and never again: Linux's identity domain,
 * "maximum performance but zero protection" ({@code
 * Documentation/ABI/testing/sysfs-kernel-iommu_groups}), with translation left on. The 2007 paper's
 * section 4.3.1 has it for guests, whose memory it maps alone; on bare metal it "renders the IOMMU
 * useless".
 *
 * <p>When the device comes, entries are made for every page frame that has an I/O page of its
 * number ({@link IdentityMap}), which is booked like any mapping. A bus address is then the
 * physical one, and map, unmap and sync do nothing. Buffers on frames without such an I/O page, as
 * where the unit does not translate or the table ends, are mapped elsewhere and strictly, as long
 * as I/O pages are left.
 *
 * <p>Guarantee: none. Every device reaches all of memory, in both directions, always; only what
 * lies beyond memory is refused, where the unit refuses at all. What remains of the unit is its
 * price: its cache still misses.
 */
final class IdentityPolicy extends StrictPolicy {

  private final IdentityMap memory;

  IdentityPolicy(PolicyContext context) {
    super(context);
    memory =
        domain.shared(
            IdentityMap.class,
            () -> new IdentityMap(domain, context.machine().profile().pageFrames()));
    memory.use();
  }

  @Override
  long mapBuffer(long physical, long size, DmaDirection direction, int pageAlignment) {
    return memory.covers(IoPages.of(physical), IoPages.spanned(physical, size))
        ? physical
        : super.mapBuffer(physical, size, direction, pageAlignment);
  }

  @Override
  boolean release(long ioPage, int pages) {
    return memory.covers(ioPage, pages) || super.release(ioPage, pages);
  }

  @Override
  void releaseFirst(int count, ScatterList list) {
    for (int i = 0; i < count; i++) {
      releaseBuffer(list.busAddress(i), list.size(i));
    }
  }

  @Override
  public void close() {
    super.close();
    if (memory.leave()) {
      countFailed(memory.end());
      domain.endOfCall();
    }
  }
}
