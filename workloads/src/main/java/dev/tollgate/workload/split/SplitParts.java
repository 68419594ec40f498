package dev.tollgate.workload.split;

import dev.tollgate.core.spi.CallBatches;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.SharedFrames;
import org.jspecify.annotations.Nullable;

/**
 * What a split device is built on: both guests, and what the hypervisor offers them.
 *
 * @param back the guest that drives the real device
 * @param front the guest that has the front end
 * @param frames how they let each other use frames
 * @param signals how they notify each other
 * @param transfers how they give each other frames; null where packets are copied
 * @param batches how the back end puts calls together; null where every call crosses by itself
 */
public record SplitParts(
    Guest back,
    Guest front,
    SharedFrames frames,
    GuestSignals signals,
    @Nullable FrameTransfers transfers,
    @Nullable CallBatches batches) {

  /**
   * Guests 0 and 1 of a hypervisor.
   *
   * @throws IllegalStateException if it does not offer what {@link
   *     HypervisorCapability#SPLIT_DRIVERS} promises
   */
  public static SplitParts of(Hypervisor hypervisor) {
    SharedFrames frames = hypervisor.as(SharedFrames.class);
    GuestSignals signals = hypervisor.as(GuestSignals.class);
    if (frames == null || signals == null || hypervisor.guests().size() < 2) {
      throw new IllegalStateException(
          "split drivers need a second guest, shared frames and signals");
    }
    return new SplitParts(
        hypervisor.guests().get(0),
        hypervisor.guests().get(1),
        frames,
        signals,
        hypervisor.as(FrameTransfers.class),
        hypervisor.as(CallBatches.class));
  }
}
