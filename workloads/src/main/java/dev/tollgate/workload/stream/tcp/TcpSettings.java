package dev.tollgate.workload.stream.tcp;

/**
 * What both ends of a connection agree upon, and the buffers of both.
 *
 * @param mss most payload bytes of a segment
 * @param small what becomes of bytes that fill no segment
 * @param hostSend send buffer of the machine under test, in bytes
 * @param hostSendMost what it may grow to
 * @param hostReceive receive buffer of the machine under test
 * @param peerSend send buffer of its peer
 * @param peerSendMost what it may grow to
 * @param peerReceive receive buffer of its peer
 */
public record TcpSettings(
    int mss,
    SmallSegments small,
    long hostSend,
    long hostSendMost,
    long hostReceive,
    long peerSend,
    long peerSendMost,
    long peerReceive) {

  /** First sequence number of the machine under test. */
  public static final int HOST_SEQUENCE = 0x2b00_0001;

  /** First sequence number of its peer. */
  public static final int PEER_SEQUENCE = 0x7e00_0001;

  /** The window scale of Linux 2.6 with buffers of up to 4 MiB. */
  private static final int LEAST_SHIFT = 7;

  private static final int MOST_WINDOW_FIELD = 65_535;

  /** log2 of the unit of windows in headers, both directions (RFC 7323). */
  public int windowShift() {
    int shift = LEAST_SHIFT;
    while (TcpReceiver.window(Math.max(hostReceive, peerReceive)) >> shift > MOST_WINDOW_FIELD) {
      shift++;
    }
    return shift;
  }

  /** A number of 32 bits from a header as the position nearest to {@code reference}. */
  public static long unwrap(int number, int firstSequence, long reference) {
    return reference + (number - firstSequence - (int) reference);
  }
}
