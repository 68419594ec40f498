package dev.tollgate.core.dma;

/**
 * How a policy wants the driver of its device to use the DMA API. A driver that knows no other way
 * maps each buffer when it needs it; the policy must do with that.
 */
public enum MappingStyle {
  /** Each buffer is mapped and unmapped by a call of its own: drivers as they were in 2007. */
  EACH,
  /**
   * What is mapped or unmapped at about the same time is, by {@link DmaApi#mapMulti} in one call.
   */
  BATCHED,
  /** Buffers are mapped once and used again and again, between calls of sync. */
  POOLED
}
