package dev.tollgate.workload.net.nic;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * What the driver does, beside DMA API calls, memory, copies and register accesses, which have
 * steps of their own.
 *
 * <p>Nobody published what tg3 takes on a machine of 2007. The prices are estimated for 3 GHz from
 * the cache lines that a step finds cold because a device wrote them (about 300 cycles each) and
 * the instructions it runs; together they stay well within the 9,000 (4,000 to 16,000) cycles that
 * a received packet takes in driver and protocols.
 */
public final class NicSteps {

  /** One poll begun and ended: the status block read, what to do decided. */
  public static final Step POLL =
      step(
          "nic-poll",
          "poll",
          450,
          "a status block that the device wrote: 1 line; 150 instructions");

  /** One received frame taken from the return ring. */
  public static final Step RECEIVE =
      step(
          "nic-receive",
          "frame received",
          850,
          "descriptor and Ethernet header, written by the device: 2 lines; 250 instructions");

  /** One buffer posted, or posted again, to the producer ring. */
  public static final Step POST =
      step("nic-post", "receive buffer posted", 60, "3 stores to a descriptor, ring bookkeeping");

  /** One packet put into the transmit ring. */
  public static final Step TRANSMIT =
      step("nic-transmit", "packet sent", 350, "checks, checksum offsets, ring bookkeeping");

  /** One transmit descriptor written. */
  public static final Step TRANSMIT_DESCRIPTOR =
      step("nic-transmit-descriptor", "transmit descriptor written", 40, "4 stores to one line");

  /** One packet that was sent taken out of the transmit ring. */
  public static final Step CLEAN =
      step(
          "nic-clean",
          "sent packet cleaned up",
          200,
          "ring bookkeeping, 1 cold line of the sk_buff");

  /** One page of a pool of receive buffers taken from its free list, or come back to it. */
  public static final Step POOL_PAGE =
      step("nic-pool-page", "page of a pool taken or given back", 40, "a free list, one warm line");

  private NicSteps() {}

  /** All of them, in the order of this file. */
  public static ImmutableList<Step> all() {
    return ImmutableList.of(POLL, RECEIVE, POST, TRANSMIT, TRANSMIT_DESCRIPTOR, CLEAN, POOL_PAGE);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
