package dev.tollgate.iommu.calgary;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The memory in which the translation tables of all bridges lie, and whether a device was ever let
 * into it: a device that can write there can reach everything.
 */
final class TableMemory {

  private final PageRanges frames = new PageRanges();
  private long reached;

  /** Adds a table. */
  void add(long base, long bytes) {
    frames.add(base >>> PhysicalMemory.FRAME_SHIFT, (base + bytes) >>> PhysicalMemory.FRAME_SHIFT);
  }

  /** Notes that a bridge began to translate by this entry. */
  void noteReach(long tce) {
    long frame = (tce & Tce.RPN_MASK) >>> PhysicalMemory.FRAME_SHIFT;
    if ((tce & Tce.WRITE) != 0 && frames.contains(frame)) {
      reached++;
    }
  }

  /** Times a bridge cached an entry that lets devices write to a table. */
  long reached() {
    return reached;
  }
}
