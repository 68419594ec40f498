package dev.tollgate.workload.disk;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;

/** A version for each sector of a disk; 0 until another is set. Takes memory for what was set. */
final class SectorVersions {

  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

  private final Long2ObjectOpenHashMap<int[]> chunks = new Long2ObjectOpenHashMap<>();

  /** The chunk asked for last: nearly always the next question is about it too. */
  private int[] recent = new int[0];

  private long recentNumber = -1;

  /** The version of a sector. */
  int get(long sector) {
    return enter(sector >>> CHUNK_SHIFT) ? recent[(int) sector & CHUNK_MASK] : 0;
  }

  /** Sets the version of a sector. */
  void set(long sector, int version) {
    long number = sector >>> CHUNK_SHIFT;
    if (!enter(number)) {
      recent = new int[1 << CHUNK_SHIFT];
      recentNumber = number;
      chunks.put(number, recent);
    }
    recent[(int) sector & CHUNK_MASK] = version;
  }

  private boolean enter(long number) {
    if (number == recentNumber) {
      return true;
    }
    int[] chunk = chunks.get(number);
    if (chunk == null) {
      return false;
    }
    recent = chunk;
    recentNumber = number;
    return true;
  }
}
