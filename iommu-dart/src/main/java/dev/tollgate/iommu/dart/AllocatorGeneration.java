package dev.tollgate.iommu.dart;

/** A stage of the allocator of I/O pages in Linux's arch/powerpc/kernel/iommu.c. */
enum AllocatorGeneration {
  /** Linux 2.6, the paper's 2.6.21 among them: {@link HalfPointAllocator}. */
  YEAR_2007,
  /** Linux since 2012: {@link PoolAllocator}. */
  POOLS
}
