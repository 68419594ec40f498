package dev.tollgate.workload.stream;

import dev.tollgate.workload.stream.netperf.SocketBuffers;

/**
 * A socket's buffers as Linux 2.6 has them: a size that was asked for is doubled and then fixed;
 * the send buffer of a TCP socket that nobody asked for begins with 16 KiB and grows to 4 MiB.
 *
 * @param send bytes of the send buffer at first
 * @param sendMost what it may grow to
 * @param receive bytes of the receive buffer
 */
record Buffers(long send, long sendMost, long receive) {

  private static final long TCP_SEND = 16_384;
  private static final long TCP_SEND_MOST = 4L << 20;
  private static final long TCP_RECEIVE = 87_380;
  private static final long DATAGRAMS = 110_592;

  /** Those of a TCP socket; 0 if not asked for. */
  static Buffers tcp(long askedSend, long askedReceive) {
    return new Buffers(
        askedSend == 0 ? TCP_SEND : 2 * askedSend,
        askedSend == 0 ? TCP_SEND_MOST : 2 * askedSend,
        askedReceive == 0 ? TCP_RECEIVE : 2 * askedReceive);
  }

  /** Those of a UDP socket; 0 if not asked for. */
  static Buffers udp(long askedSend, long askedReceive) {
    long send = askedSend == 0 ? DATAGRAMS : 2 * askedSend;
    return new Buffers(send, send, askedReceive == 0 ? DATAGRAMS : 2 * askedReceive);
  }

  /** What getsockopt says of them. */
  SocketBuffers told() {
    return new SocketBuffers(send, receive);
  }
}
