package dev.tollgate.workload.net;

/**
 * The sizes of Ethernet, in bytes (IEEE 802.3, clauses 3.1.1 and 4.4.2).
 *
 * <p>A frame in memory begins with its destination address and ends with its payload. On the wire
 * it is padded to {@link #MINIMUM_FRAME}, a checksum follows it, a preamble comes before it, and
 * nothing may follow for the time of {@link #GAP}: a frame of 1514 bytes takes the time of 1538.
 */
public final class Framing {

  /** Destination, source and type. */
  public static final int HEADER = 14;

  /** Shortest frame without its checksum. */
  public static final int MINIMUM_FRAME = 60;

  /** Preamble and start-of-frame delimiter. */
  public static final int PREAMBLE = 8;

  /** Frame check sequence. */
  public static final int CHECK_SEQUENCE = 4;

  /** Idle time after each frame. */
  public static final int GAP = 12;

  /** What each frame takes on the wire beside its own bytes. */
  public static final int OVERHEAD = PREAMBLE + CHECK_SEQUENCE + GAP;

  /** Payload of a standard frame. */
  public static final int STANDARD_MTU = 1500;

  private Framing() {}

  /** Bytes of wire time that a frame of {@code frameBytes}, without checksum, takes. */
  public static int wireBytes(int frameBytes) {
    return Math.max(frameBytes, MINIMUM_FRAME) + OVERHEAD;
  }
}
