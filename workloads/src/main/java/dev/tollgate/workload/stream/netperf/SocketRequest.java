package dev.tollgate.workload.stream.netperf;

/**
 * What the data sockets are asked for ({@code -s}, {@code -S}, {@code -D}, {@code -C}). Sizes are
 * bytes as given to {@code setsockopt}; 0 leaves the system's default.
 *
 * @param localSend SO_SNDBUF of netperf's socket
 * @param localReceive SO_RCVBUF of netperf's socket
 * @param remoteSend SO_SNDBUF of netserver's socket
 * @param remoteReceive SO_RCVBUF of netserver's socket
 * @param noDelay TCP_NODELAY on both sides: no Nagle algorithm
 * @param cork TCP_CORK on both sides
 */
public record SocketRequest(
    long localSend,
    long localReceive,
    long remoteSend,
    long remoteReceive,
    boolean noDelay,
    boolean cork) {

  /** What netperf asks for without options: nothing, so that the Nagle algorithm is on. */
  public static final SocketRequest DEFAULT = new SocketRequest(0, 0, 0, 0, false, false);
}
