package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;

/** netserver of UDP_STREAM: calls recv() for one datagram after the other. */
final class DatagramReader extends Program {

  private final DatagramSocket socket;
  private final Counts counts;
  private final CycleLedger ledger;
  private final int receives;

  /** A reader that has not begun. */
  DatagramReader(HostParts parts, DatagramSocket socket) {
    super(parts);
    this.socket = socket;
    this.counts = parts.counts();
    this.ledger = parts.machine().ledger();
    this.receives = ledger.open(CostCenter.SYSCALL, StreamSteps.RECEIVE);
  }

  @Override
  void work(boolean woken) {
    if (!woken) {
      enter();
      ledger.add(receives, 1);
    }
    if (socket.isEmpty()) {
      sleep();
      return;
    }
    socket.read();
    counts.receives++;
    again();
  }

  @Override
  boolean canGoOn() {
    return !socket.isEmpty();
  }
}
