package dev.tollgate.core.allocator;

/**
 * What /proc/slabinfo adds for one cache where the kernel keeps statistics. Counts since the cache
 * was made.
 *
 * @param allocations objects moved from slabs to arrays: Linux's {@code num_allocations}
 * @param highMark most objects out of slabs at once
 * @param grown slabs made
 * @param reaped slabs given back by the reaper
 * @param errors never other than 0
 * @param mostFreeable most free slabs of a node seen after a batch was put back
 * @param freeLimit free objects above which wholly free slabs are given back; shown by 2.0 only
 * @param nodeAllocations objects asked for on another node
 * @param nodeFrees objects given back to another node
 * @param alienOverflow times an array for another node was full
 * @param allocationHits allocations answered by the CPU's array
 * @param allocationMisses those that had to fill it first
 * @param freeHits frees that the CPU's array had room for
 * @param freeMisses those that had to empty it first
 */
public record SlabStatistics(
    long allocations,
    long highMark,
    long grown,
    long reaped,
    long errors,
    long mostFreeable,
    long freeLimit,
    long nodeAllocations,
    long nodeFrees,
    long alienOverflow,
    long allocationHits,
    long allocationMisses,
    long freeHits,
    long freeMisses) {

  /** Statistics of a cache that keeps none. */
  public static final SlabStatistics NONE =
      new SlabStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
