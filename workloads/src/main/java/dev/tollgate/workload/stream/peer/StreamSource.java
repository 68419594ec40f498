package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;

/**
 * netperf of TCP_STREAM: calls send() as long as the test lasts. What it does between two events is
 * to copy what fills a segment, from many small messages or part of a large one; without Nagle's
 * algorithm, at most one message.
 */
final class StreamSource implements PeerProgram, TimedAction {

  private static final long MILLI = 1000;

  private final TcpPeer socket;
  private final EventQueue events;
  private final PeerCpu cpu;
  private final PeerSettings costs;
  private final PeerCounts counts;
  private final long size;
  private final int piece;
  private final boolean single;
  private boolean asleep;
  private long left;
  private long copied;

  /**
   * A source that has not begun.
   *
   * @param size bytes of each send()
   * @param piece most bytes copied between two events
   * @param single whether they are of one message
   */
  StreamSource(
      TcpPeer socket,
      PeerParts parts,
      PeerCpu cpu,
      PeerCounts counts,
      long size,
      int piece,
      boolean single) {
    this.socket = socket;
    this.events = parts.events();
    this.cpu = cpu;
    this.costs = parts.costs();
    this.counts = counts;
    this.size = size;
    this.piece = piece;
    this.single = single;
  }

  @Override
  public void start(long now) {
    copy(now);
  }

  @Override
  public void progress(long now) {
    if (asleep && socket.sender().room() >= socket.sender().buffer() / 3) {
      asleep = false;
      copy(now);
    }
  }

  /** Begins to copy the next bytes, or to wait for room. */
  private void copy(long now) {
    long room = Math.min(piece, socket.sender().room());
    if (room == 0) {
      asleep = true;
      return;
    }
    long calls = 0;
    long bytes = 0;
    while (bytes < room) {
      if (left == 0) {
        calls++;
        left = size;
      }
      long part = Math.min(left, room - bytes);
      left -= part;
      bytes += part;
      if (left == 0) {
        counts.sends++;
        if (single) {
          break;
        }
      }
    }
    copied = bytes;
    long milliCycles = calls * costs.callCycles() * MILLI + bytes * costs.byteMilliCycles();
    events.schedule(cpu.work(now, milliCycles), this);
  }

  /** The bytes are copied. */
  @Override
  public void run(long now) {
    socket.sender().write(copied);
    counts.bytesSent += copied;
    socket.output(cpu, now);
    copy(now);
  }
}
