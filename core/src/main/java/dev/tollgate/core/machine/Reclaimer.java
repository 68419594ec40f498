package dev.tollgate.core.machine;

/** Who can give back frames when memory runs low: page cache that is on disk as well. */
@FunctionalInterface
public interface Reclaimer {

  /** Nobody: nothing can be given back. */
  Reclaimer NOBODY = frames -> {};

  /**
   * Gives back up to {@code frames} frames, if there are any, with {@link PageAllocator#free}.
   *
   * @param frames how many are wanted, at least 1
   */
  void reclaim(long frames);
}
