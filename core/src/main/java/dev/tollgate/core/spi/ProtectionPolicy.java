package dev.tollgate.core.spi;

import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.metric.MetricSink;

/**
 * Decides, for one device of one run, what a DMA mapping costs and when it truly ends: what to map,
 * when to unmap, when to make the unit forget.
 *
 * <p>Guarantees that every policy gives: once mapped and until unmapped, a buffer's translation
 * entries (or its bounce copy, kept in step by unmap and sync) lead to its own bytes and no others;
 * failure leaves nothing mapped. Whether the unit may still use older translations it cached is the
 * policy's choice: what a device can reach after unmap, and whether such a translation can shadow a
 * new mapping. Its class documentation says which.
 */
public interface ProtectionPolicy extends DmaMapOperations {

  /** Ends what the policy kept open beyond unmap, when the device goes away at the end of a run. */
  default void close() {}

  /** Reports the policy's own figures, named {@code policy.…}, at the end of a run. */
  default void report(MetricSink sink) {}
}
