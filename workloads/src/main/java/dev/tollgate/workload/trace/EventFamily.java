package dev.tollgate.workload.trace;

/** A group of kernel trace events that describe one layer; a replay follows one family. */
public enum EventFamily {
  /** {@code iommu:*}: whole I/O pages entered into and taken out of a table; no device is named. */
  IOMMU,
  /** {@code dma:*}: calls of the DMA API by named devices, with the buffer's exact bytes. */
  DMA,
  /** {@code kmem:*}: objects and pages asked for and given back. */
  KMEM
}
