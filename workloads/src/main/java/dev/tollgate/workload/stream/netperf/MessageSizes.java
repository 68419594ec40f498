package dev.tollgate.workload.stream.netperf;

/**
 * Bytes per call, as asked for ({@code -m}, {@code -M}, {@code -r}).
 *
 * @param send of each send call of the sender; 0 if not given, see {@link #send(NetperfTest, long)}
 * @param receive of each receive call of the receiver; 0 if not given
 * @param request of a request, at least 1
 * @param response of a response, at least 1
 */
public record MessageSizes(long send, long receive, long request, long response) {

  /** The largest datagram: 65535 bytes without the headers of IPv4 and UDP. */
  public static final long LARGEST_DATAGRAM = 0xffff - 28;

  /** netperf's sizes if the socket buffer's size is not known. */
  private static final long WITHOUT_BUFFER = 4096;

  /** What netperf takes without options. */
  public static final MessageSizes DEFAULT = new MessageSizes(0, 0, 1, 1);

  /**
   * Bytes of each send call: as asked for, else the sender's send buffer, at most a datagram for
   * UDP.
   *
   * @param buffer size of the sender's socket send buffer in bytes, 0 if not known
   */
  public long send(NetperfTest test, long buffer) {
    if (send > 0) {
      return send;
    }
    long whole = buffer > 0 ? buffer : WITHOUT_BUFFER;
    return test == NetperfTest.UDP_STREAM ? Math.min(whole, LARGEST_DATAGRAM) : whole;
  }

  /**
   * Bytes of each receive call: as asked for, else the receiver's receive buffer.
   *
   * @param buffer size of the receiver's socket receive buffer in bytes, 0 if not known
   */
  public long receive(long buffer) {
    if (receive > 0) {
      return receive;
    }
    return buffer > 0 ? buffer : WITHOUT_BUFFER;
  }
}
