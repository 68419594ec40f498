package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;

/** netserver of TCP_STREAM: calls recv() as long as the test lasts. */
final class StreamReader extends Program {

  private final TcpSocket socket;
  private final long size;
  private final Counts counts;
  private final CycleAccount receives;

  /**
   * A reader that has not begun.
   *
   * @param size most bytes of each recv()
   */
  StreamReader(HostParts parts, TcpSocket socket, long size) {
    super(parts);
    this.socket = socket;
    this.size = size;
    this.counts = parts.counts();
    this.receives = parts.machine().ledger().account(CostCenter.SYSCALL, StreamSteps.RECEIVE);
  }

  @Override
  void work(boolean woken) {
    if (!woken) {
      enter();
      receives.one();
    }
    if (socket.available() == 0) {
      sleep();
      return;
    }
    socket.read(size);
    counts.receives++;
    again();
  }

  @Override
  boolean canGoOn() {
    return socket.available() > 0;
  }
}
