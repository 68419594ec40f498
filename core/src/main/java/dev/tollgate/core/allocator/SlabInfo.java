package dev.tollgate.core.allocator;

/**
 * One cache as /proc/slabinfo shows it.
 *
 * @param name name without blanks
 * @param activeObjects objects that are not in a slab's index of free objects; those waiting in the
 *     arrays of CPUs count as active
 * @param objects objects of all slabs
 * @param slotSize bytes one object takes
 * @param objectsPerSlab objects of one slab
 * @param pagesPerSlab frames of one slab
 * @param limit most objects in a CPU's array
 * @param batchCount objects moved at once
 * @param sharedFactor size of the shared array in batches
 * @param activeSlabs slabs with an active object
 * @param slabs all slabs
 * @param sharedAvailable objects in shared arrays
 * @param statistics what is added where the kernel keeps statistics
 */
public record SlabInfo(
    String name,
    long activeObjects,
    long objects,
    int slotSize,
    int objectsPerSlab,
    int pagesPerSlab,
    int limit,
    int batchCount,
    int sharedFactor,
    long activeSlabs,
    long slabs,
    long sharedAvailable,
    SlabStatistics statistics) {}
