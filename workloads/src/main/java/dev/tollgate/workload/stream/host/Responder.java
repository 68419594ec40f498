package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;

/** netserver of TCP_RR: reads a request, sends a response, and so on. */
final class Responder extends Program {

  private final TcpSocket socket;
  private final long requestBytes;
  private final long responseBytes;
  private final Counts counts;
  private final CycleLedger ledger;
  private final int receives;
  private final int sends;
  private long missing;
  private long left;

  /** A responder that has not begun. */
  Responder(HostParts parts, TcpSocket socket, long requestBytes, long responseBytes) {
    super(parts);
    this.socket = socket;
    this.requestBytes = requestBytes;
    this.responseBytes = responseBytes;
    this.counts = parts.counts();
    this.ledger = parts.machine().ledger();
    this.receives = ledger.open(CostCenter.SYSCALL, StreamSteps.RECEIVE);
    this.sends = ledger.open(CostCenter.SYSCALL, StreamSteps.SEND);
    this.missing = requestBytes;
  }

  @Override
  void work(boolean woken) {
    if (left > 0) {
      write();
      return;
    }
    if (!woken) {
      enter();
      ledger.add(receives, 1);
    }
    if (socket.available() == 0) {
      sleep();
      return;
    }
    missing -= socket.read(missing);
    counts.receives++;
    if (missing == 0) {
      missing = requestBytes;
      left = responseBytes;
      enter();
      ledger.add(sends, 1);
      write();
      return;
    }
    again();
  }

  private void write() {
    while (left > 0) {
      int bytes = (int) Math.min(Math.min(left, socket.room()), Integer.MAX_VALUE);
      int written = bytes == 0 ? 0 : socket.write(bytes);
      left -= written;
      if (left > 0 && written < Math.max(1, bytes)) {
        socket.output();
        sleep();
        return;
      }
    }
    counts.sends++;
    counts.transactions++;
    socket.output();
    again();
  }

  @Override
  boolean canGoOn() {
    return left > 0 ? socket.hasMuchRoom() : socket.available() > 0;
  }
}
