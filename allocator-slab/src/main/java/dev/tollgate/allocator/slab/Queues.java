package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * How long the queues of free objects are (mm/slab.c, enable_cpucache): the larger the objects, the
 * fewer wait with each CPU.
 *
 * @param cpus CPUs of the machine
 * @param cpusOfNode CPUs of one memory node
 */
record Queues(int cpus, int cpusOfNode) {

  private static final int SHARED_BATCHES = 8;

  /** Completes a geometry with the sizes of the queues. */
  SlabGeometry geometry(
      int objectSize,
      int slotSize,
      int alignment,
      int objects,
      int order,
      int colours,
      int colourOffset,
      int freelistSize,
      SlabGeometry.Mode mode) {
    int limit = limit(slotSize);
    int batchCount = (limit + 1) / 2;
    int shared = cpus > 1 && slotSize <= PhysicalMemory.FRAME_BYTES ? SHARED_BATCHES : 0;
    return new SlabGeometry(
        objectSize,
        slotSize,
        alignment,
        objects,
        order,
        colours,
        colourOffset,
        freelistSize,
        mode,
        limit,
        batchCount,
        shared,
        (1 + cpusOfNode) * batchCount + objects);
  }

  private static int limit(int slotSize) {
    if (slotSize > 131_072) {
      return 1;
    }
    if (slotSize > PhysicalMemory.FRAME_BYTES) {
      return 8;
    }
    if (slotSize > 1024) {
      return 24;
    }
    return slotSize > 256 ? 54 : 120;
  }
}
