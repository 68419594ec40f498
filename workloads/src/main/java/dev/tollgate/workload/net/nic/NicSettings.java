package dev.tollgate.workload.net.nic;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.net.Framing;

/**
 * How a network interface is built and how its driver sets it up.
 *
 * @param rings sizes of the rings
 * @param enabled when it interrupts
 * @param masked when it updates the status block while interrupts are masked
 * @param restartTimers whether each frame begins its threshold's time anew (Tigon3's CLRTICK
 *     modes); if not, the first unreported frame does
 * @param mtu most bytes of a frame after its Ethernet header
 * @param checksumOffload whether it writes and verifies checksums
 * @param scatterGather whether it gathers a frame from several places; needs checksum offload
 * @param segmentation whether it cuts packets into frames; needs scatter-gather
 * @param messageSignalled whether it interrupts by a message; if not, by a line that the driver
 *     must read a register of before it knows that earlier writes have arrived
 * @param copyBreak longest frame in bytes that the driver copies, to use its buffer again
 * @param weight most packets that one poll handles
 * @param dmaPicoseconds from a write to the transmit mailbox until the first bytes can leave: the
 *     descriptor is read, then the data
 * @param receiveBufferBytes its memory for received frames that wait for the bus
 */
public record NicSettings(
    RingSettings rings,
    CoalescingThresholds enabled,
    CoalescingThresholds masked,
    boolean restartTimers,
    int mtu,
    boolean checksumOffload,
    boolean scatterGather,
    boolean segmentation,
    boolean messageSignalled,
    int copyBreak,
    int weight,
    long dmaPicoseconds,
    int receiveBufferBytes) {

  /**
   * Default of {@link #receiveBufferBytes}: what of the 64 KiB of the BCM5704's buffer pool
   * (NIC_SRAM_MBUF_POOL_SIZE64) the frames to be sent and a low-water mark of 4 KiB leave.
   */
  static final int RECEIVE_BUFFER_BYTES = 48 << 10;

  /** Default of {@link #dmaPicoseconds}: 1 µs. */
  static final long DMA_PICOSECONDS = 1_000_000;

  /** What tg3 of Linux 2.6.21 does with a BCM5704. */
  public static final NicSettings DEFAULTS =
      new NicSettings(
          RingSettings.DEFAULTS,
          CoalescingThresholds.ENABLED,
          CoalescingThresholds.MASKED,
          true,
          Framing.STANDARD_MTU,
          true,
          true,
          false,
          false,
          256,
          64,
          DMA_PICOSECONDS,
          RECEIVE_BUFFER_BYTES);

  /**
   * Checks what belongs together.
   *
   * @throws BadInputException if a feature lacks the one it builds on
   */
  public NicSettings {
    if (scatterGather && !checksumOffload) {
      throw new BadInputException(
          "nic-scatter-gather = true needs nic-checksum = true: what the CPU must read anyway is"
              + " copied into one piece");
    }
    if (segmentation && !scatterGather) {
      throw new BadInputException("nic-segmentation = true needs nic-scatter-gather = true");
    }
    if (receiveBufferBytes < mtu + Framing.HEADER + ReceiveBuffer.PIECE_BYTES) {
      throw new BadInputException(
          "nic-receive-buffer = %d is too small for a frame of %d bytes"
              .formatted(receiveBufferBytes, mtu + Framing.HEADER));
    }
    if (mtu < 576 || mtu > 9000 || copyBreak < 0 || weight < 1 || dmaPicoseconds < 0) {
      throw new IllegalArgumentException(
          "an interface with MTU %d, copy-break %d, weight %d".formatted(mtu, copyBreak, weight));
    }
  }

  /** An interface with the BCM5704's memory for received frames. */
  NicSettings(
      RingSettings rings,
      CoalescingThresholds enabled,
      CoalescingThresholds masked,
      boolean restartTimers,
      int mtu,
      boolean checksumOffload,
      boolean scatterGather,
      boolean segmentation,
      boolean messageSignalled,
      int copyBreak,
      int weight,
      long dmaPicoseconds) {
    this(
        rings,
        enabled,
        masked,
        restartTimers,
        mtu,
        checksumOffload,
        scatterGather,
        segmentation,
        messageSignalled,
        copyBreak,
        weight,
        dmaPicoseconds,
        RECEIVE_BUFFER_BYTES);
  }

  /** Most bytes of a frame. */
  int frameBytes() {
    return mtu + Framing.HEADER;
  }
}
