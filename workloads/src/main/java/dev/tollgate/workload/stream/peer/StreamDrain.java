package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;

/** netperf of TCP_MAERTS: calls recv() as long as the test lasts. */
final class StreamDrain implements PeerProgram, TimedAction {

  private static final long MILLI = 1000;

  private final TcpPeer socket;
  private final EventQueue events;
  private final PeerCpu cpu;
  private final PeerSettings costs;
  private final PeerCounts counts;
  private final long size;
  private boolean busy;
  private long copied;

  /**
   * A drain that has not begun.
   *
   * @param size most bytes of each recv()
   */
  StreamDrain(TcpPeer socket, PeerParts parts, PeerCpu cpu, PeerCounts counts, long size) {
    this.socket = socket;
    this.events = parts.events();
    this.cpu = cpu;
    this.costs = parts.costs();
    this.counts = counts;
    this.size = size;
  }

  @Override
  public void start(long now) {
    // It sleeps until something comes.
  }

  @Override
  public void progress(long now) {
    if (!busy && socket.receiver().available() > 0) {
      copied = Math.min(size, socket.receiver().available());
      busy = true;
      long milliCycles = costs.callCycles() * MILLI + copied * costs.byteMilliCycles();
      events.schedule(cpu.work(now, milliCycles), this);
    }
  }

  /** The bytes are copied. */
  @Override
  public void run(long now) {
    busy = false;
    socket.receiver().read(copied);
    counts.bytesReceived += copied;
    counts.receives++;
    socket.acknowledgeIfDue(cpu, now);
    progress(now);
  }
}
