package dev.tollgate.allocator.slab;

/**
 * How a slab remembers its free objects in simulated memory: a stack of object numbers. The objects
 * freed last are taken first.
 */
interface FreeIndex {

  /** Writes the index of a new slab: all objects are free, to be taken from 0 upwards. */
  void fill(Slab slab);

  /**
   * Reads the numbers of the next objects to take, and takes them off; {@link Slab#active} counts
   * those taken before and is not changed.
   *
   * @param objects where the numbers are put, as memory holds them
   * @param count how many, no more than are free
   */
  void take(Slab slab, int[] objects, int count);

  /** Reads the numbers of all free objects, the next to be taken first. */
  void list(Slab slab, int[] objects);

  /** Puts an object back; {@link Slab#active} does not count it any more. */
  void put(Slab slab, int object);
}
