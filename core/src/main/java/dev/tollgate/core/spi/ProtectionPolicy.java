package dev.tollgate.core.spi;

import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.metric.MetricSink;

/**
 * Decides, for one device of one run, what a DMA mapping costs and when it truly ends: what to map,
 * when to unmap, when to make the unit forget.
 *
 * <p>Guarantees that every policy gives: a mapped buffer is reachable until it is unmapped, with
 * its own bytes and no others mixed in; failure leaves nothing mapped. What a device can reach
 * after unmap is the policy's choice, and its class documentation says which.
 */
public interface ProtectionPolicy extends DmaMapOperations {

  /** Ends what the policy kept open beyond unmap, when the device goes away at the end of a run. */
  default void close() {}

  /** Reports the policy's own figures, named {@code policy.…}, at the end of a run. */
  default void report(MetricSink sink) {}
}
