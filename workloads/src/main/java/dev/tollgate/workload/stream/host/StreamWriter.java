package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;

/**
 * netserver of TCP_MAERTS: calls send() as long as the test lasts. A piece of its work copies what
 * fills one packet: many small messages, or part of a large one.
 */
final class StreamWriter extends Program {

  private final TcpSocket socket;
  private final long size;
  private final int pieceBytes;
  private final Counts counts;
  private final CycleAccount sends;
  private long left;

  /**
   * A writer that has not begun.
   *
   * @param size bytes of each send()
   * @param pieceBytes bytes copied in one piece of work
   */
  StreamWriter(HostParts parts, TcpSocket socket, long size, int pieceBytes) {
    super(parts);
    this.socket = socket;
    this.size = size;
    this.pieceBytes = pieceBytes;
    this.counts = parts.counts();
    this.sends = parts.machine().ledger().account(CostCenter.SYSCALL, StreamSteps.SEND);
  }

  @Override
  void work(boolean woken) {
    int piece = pieceBytes;
    while (piece > 0) {
      if (left == 0) {
        enter();
        sends.one();
        left = size;
      }
      int bytes = (int) Math.min(Math.min(left, socket.room()), piece);
      int written = bytes == 0 ? 0 : socket.write(bytes);
      left -= written;
      piece -= written;
      if (bytes == 0 || written < bytes) {
        socket.output();
        sleep();
        return;
      }
      if (left == 0) {
        counts.sends++;
        socket.output();
      }
    }
    socket.output();
    again();
  }

  @Override
  boolean canGoOn() {
    return socket.hasMuchRoom();
  }
}
