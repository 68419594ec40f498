package dev.tollgate.core.spi;

/**
 * What a hypervisor offers its guests beside running them. Workloads ask for these; each goes with
 * an interface that {@link Hypervisor#as} gives.
 */
public enum HypervisorCapability {
  /** Several calls of a guest can be put into one crossing: {@link CallBatches}. */
  BATCHES,
  /** Guests can signal to each other: {@link GuestSignals}. */
  SIGNALS,
  /** A guest can let another one use its frames, map them and copy from and to them. */
  SHARED_MEMORY,
  /** Guests can give frames back to the hypervisor and get others: {@link MemoryExchange}. */
  MEMORY_EXCHANGE,
  /** Guests can give frames to each other in exchange for others: {@link FrameTransfers}. */
  FRAME_TRANSFERS,
  /** A guest without devices can reach them through the one that drives them. */
  SPLIT_DRIVERS
}
