package dev.tollgate.workload.replay;

import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/**
 * How soon a recorded kernel maps an I/O address again after it was unmapped, which tells its
 * policy. A strict kernel has the address back at once and hands out the one freed last; a lazy one
 * gets it back with the next flush of its queue, tens or hundreds of unmaps later (J. Garry, R.
 * Murphy, linux-iommu, January 2021).
 */
final class ReuseCounter {

  /** So many unmaps later a reuse is no longer soon. */
  static final int SOON = 16;

  private static final int DEVICE_SHIFT = 48;
  private static final long NEVER = -1;

  private final Long2LongOpenHashMap unmappedAs = new Long2LongOpenHashMap();
  private long unmaps;
  private long reuses;
  private long soon;

  ReuseCounter() {
    unmappedAs.defaultReturnValue(NEVER);
  }

  void unmapped(int device, long address) {
    unmappedAs.put(key(device, address), unmaps++);
  }

  void mapped(int device, long address) {
    long before = unmappedAs.remove(key(device, address));
    if (before != NEVER) {
      reuses++;
      soon += unmaps - before <= SOON ? 1 : 0;
    }
  }

  private static long key(int device, long address) {
    return (long) device << DEVICE_SHIFT ^ address;
  }

  /** Maps of an address that was unmapped before. */
  long reuses() {
    return reuses;
  }

  /** Those of them after at most {@value #SOON} unmaps, its own included. */
  long soon() {
    return soon;
  }
}
