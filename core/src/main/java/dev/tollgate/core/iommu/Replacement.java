package dev.tollgate.core.iommu;

/**
 * How a full set of an {@link Iotlb} chooses the entry that gives way to a new one.
 *
 * <p>An invalidated entry leaves its set at once, and no entry gives way while its set has an empty
 * way. A new entry goes to the lowest-numbered empty way, which matters to {@link #RANDOM} and
 * {@link #PLRU} only.
 */
public enum Replacement {
  /** The entry whose last hit, or else whose fill, is longest ago. */
  LRU,

  /** The entry filled first; hits change nothing. */
  FIFO,

  /**
   * A queue with a bit for each entry, set by a hit. Entries join at the back with a clear bit.
   * While the bit of the entry in front is set, it is cleared and the entry goes to the back; the
   * first one in front with a clear bit gives way.
   */
  CLOCK,

  /** A way drawn evenly by a generator that only such draws advance. */
  RANDOM,

  /**
   * Tree pseudo-LRU: a binary tree over a power of two of ways, each node pointing at one half. A
   * hit or a fill turns the nodes on the way's path to the other half; the way at the end of the
   * pointers gives way. All nodes point at the lower half at first, and invalidation leaves them
   * alone.
   */
  PLRU
}
