package dev.tollgate.workload.net.nic;

import dev.tollgate.core.error.BadInputException;

/**
 * When the interface reports what it did: after so much time or so many frames, whichever comes
 * first. 0 switches one of both off.
 *
 * @param receivePicoseconds time for received frames
 * @param receiveFrames received frames
 * @param transmitPicoseconds time for transmitted packets
 * @param transmitFrames transmitted packets
 */
public record CoalescingThresholds(
    long receivePicoseconds, int receiveFrames, long transmitPicoseconds, int transmitFrames) {

  private static final long MICROSECOND = 1_000_000;

  /** With interrupts enabled: tg3's LOW_…_CLRTCKS and LOW_…MAX_FRAMES. */
  public static final CoalescingThresholds ENABLED =
      new CoalescingThresholds(20 * MICROSECOND, 5, 72 * MICROSECOND, 53);

  /** With interrupts masked, while the driver polls: tg3's DEFAULT_…_INT. */
  public static final CoalescingThresholds MASKED =
      new CoalescingThresholds(20 * MICROSECOND, 5, 20 * MICROSECOND, 5);

  /**
   * Checks that everything is reported some time.
   *
   * @throws BadInputException if not
   */
  public CoalescingThresholds {
    if (receivePicoseconds < 0
        || receiveFrames < 0
        || transmitPicoseconds < 0
        || transmitFrames < 0) {
      throw new IllegalArgumentException("a threshold is negative");
    }
    requireOne("receive", receivePicoseconds, receiveFrames);
    requireOne("transmit", transmitPicoseconds, transmitFrames);
  }

  private static void requireOne(String direction, long picoseconds, int frames) {
    if (picoseconds == 0 && frames == 0) {
      throw new BadInputException(
          "nic-%s-delay and nic-%s-frames are both 0, with or without -polling: the interface would"
                  .formatted(direction, direction)
              + " never interrupt; set one of them to 1 or more");
    }
  }
}
