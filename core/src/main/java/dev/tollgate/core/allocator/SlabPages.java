package dev.tollgate.core.allocator;

/**
 * An allocator whose frames /proc/meminfo counts under {@code Slab}. Not every one reports them:
 * SLOB did not before Linux 5.4.
 */
public interface SlabPages {

  /** Frames of caches whose objects can be reclaimed: {@code SReclaimable}. */
  long reclaimableFrames();

  /** Frames of all others: {@code SUnreclaim}. */
  long unreclaimableFrames();
}
