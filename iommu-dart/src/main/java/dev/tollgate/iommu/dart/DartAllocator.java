package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.spi.IovaAllocator;

/**
 * The allocator of I/O pages that all of Linux's PowerPC IOMMUs share
 * (arch/powerpc/kernel/iommu.c): next fit, with a part of the table set aside for large mappings.
 *
 * <p>The kernel's search goes from the hint to the end of an area, then over that area from its
 * start, then over others, without telling anybody. Here {@link #allocate} is the first of these
 * searches and {@link #retry} the others, in the same order and with the same result. So a policy
 * that calls both in turn is the kernel, and one that flushes in between has the roll-around of
 * "The Price of Safety", section 4.1, which DART itself does not need: it invalidates what it maps.
 */
interface DartAllocator extends IovaAllocator {

  /** Mappings of more pages than this are large. */
  int MOST_PAGES_OF_SMALL = 15;

  /** Which pages are taken. */
  PageBitmap pages();

  /** Whether a request has found nothing at all since this was last asked. */
  boolean takeFailed();

  /** The locks of its own; none where the driver's lock covers it. */
  ImmutableList<TimedLock> locks();

  /** Where the next search for a small run begins. */
  int hint();

  /** Where the next search for a large run begins. */
  int largeHint();

  @Override
  default long size() {
    return pages().size();
  }

  @Override
  default long used() {
    return pages().used();
  }
}
