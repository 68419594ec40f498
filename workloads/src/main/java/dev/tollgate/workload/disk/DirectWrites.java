package dev.tollgate.workload.disk;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/**
 * Which sectors are being written past the page cache. Where two writes of a sector are under way
 * at once, nobody knows which one the disk does last, and no version is settled.
 */
final class DirectWrites {

  private static final int CONTESTED = 1 << 30;

  private final Long2IntOpenHashMap writes = new Long2IntOpenHashMap();

  /** A write of a sector begins. */
  void begin(long sector) {
    int before = writes.get(sector);
    writes.put(sector, before == 0 ? 1 : (before + 1) | CONTESTED);
  }

  /** A write of a sector has ended; returns whether the disk is known to hold what it wrote. */
  boolean end(long sector) {
    int before = writes.get(sector);
    int left = before - 1;
    if ((left & ~CONTESTED) == 0) {
      writes.remove(sector);
    } else {
      writes.put(sector, left);
    }
    return (before & CONTESTED) == 0;
  }
}
