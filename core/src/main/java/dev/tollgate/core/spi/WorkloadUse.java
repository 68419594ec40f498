package dev.tollgate.core.spi;

/**
 * What a workload makes use of besides the machine; a run has the parts for these and no others.
 */
public enum WorkloadUse {
  /** Devices that read and write memory: its runs have an IOMMU and a policy, or {@code off}. */
  DMA,
  /** Memory of the kernel: its runs have an allocator. */
  ALLOCATOR
}
