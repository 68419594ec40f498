package dev.tollgate.workload.net.nic;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.net.PacketBuffer;

/**
 * How large the rings are and how far they are filled.
 *
 * @param receiveEntries descriptors of the producer ring, a power of two
 * @param receivePending buffers that the driver posts there; fewer than there are descriptors
 * @param returnEntries descriptors of the return ring, a power of two
 * @param transmitEntries descriptors of the transmit ring, a power of two
 * @param transmitPending descriptors that the driver uses at a time; fewer than there are
 */
public record RingSettings(
    int receiveEntries,
    int receivePending,
    int returnEntries,
    int transmitEntries,
    int transmitPending) {

  /** What tg3 takes for a BCM5704. */
  public static final RingSettings DEFAULTS = new RingSettings(512, 200, 1024, 512, 511);

  /**
   * Checks what belongs together.
   *
   * @throws BadInputException if a ring is no power of two, or cannot hold what is to be in it; the
   *     message names the parameter
   */
  public RingSettings {
    requirePowerOfTwo("nic-receive-ring", receiveEntries);
    requirePowerOfTwo("nic-return-ring", returnEntries);
    requirePowerOfTwo("nic-transmit-ring", transmitEntries);
    requireWithin("nic-receive-pending", receivePending, 1, receiveEntries - 1);
    requireWithin("nic-return-ring", returnEntries, receivePending + 1, 1 << 15);
    requireWithin(
        "nic-transmit-pending",
        transmitPending,
        PacketBuffer.MAX_FRAGMENTS + 2,
        transmitEntries - 1);
  }

  private static void requirePowerOfTwo(String parameter, int entries) {
    if (entries < 1 || Integer.bitCount(entries) != 1) {
      int nearest = Math.max(1, Integer.highestOneBit(Math.max(entries, 1)));
      throw new BadInputException(
          "%s = %d: a ring has a power of two of descriptors, such as %d"
              .formatted(parameter, entries, nearest));
    }
  }

  private static void requireWithin(String parameter, int value, int least, int most) {
    if (value < least || value > most) {
      throw new BadInputException(
          "%s = %d: with the other rings as they are it must be from %d to %d"
              .formatted(parameter, value, least, most));
    }
  }
}
