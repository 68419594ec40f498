package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.metric.TimeHistogram;

/** netperf of TCP_RR: sends a request, reads the response, and so on, and times each. */
final class Requester implements PeerProgram, TimedAction {

  private static final long MILLI = 1000;

  private final TcpPeer socket;
  private final EventQueue events;
  private final PeerCpu cpu;
  private final PeerSettings costs;
  private final PeerCounts counts;
  private final TimeHistogram times;
  private final long requestBytes;
  private final long responseBytes;
  private boolean busy;
  private long toWrite;
  private long toRead;
  private long copied;
  private long began;

  /** A requester that has not begun. */
  Requester(
      TcpPeer socket,
      PeerParts parts,
      PeerCpu cpu,
      PeerCounts counts,
      TimeHistogram times,
      long requestBytes,
      long responseBytes) {
    this.socket = socket;
    this.events = parts.events();
    this.cpu = cpu;
    this.costs = parts.costs();
    this.counts = counts;
    this.times = times;
    this.requestBytes = requestBytes;
    this.responseBytes = responseBytes;
  }

  @Override
  public void start(long now) {
    began = now;
    toWrite = requestBytes;
    progress(now);
  }

  @Override
  public void progress(long now) {
    if (busy) {
      return;
    }
    copied =
        toWrite > 0
            ? Math.min(toWrite, socket.sender().room())
            : Math.min(toRead, socket.receiver().available());
    if (copied > 0) {
      busy = true;
      long milliCycles = costs.callCycles() * MILLI + copied * costs.byteMilliCycles();
      events.schedule(cpu.work(now, milliCycles), this);
    }
  }

  /** The bytes are copied. */
  @Override
  public void run(long now) {
    busy = false;
    if (toWrite > 0) {
      socket.sender().write(copied);
      counts.bytesSent += copied;
      toWrite -= copied;
      if (toWrite == 0) {
        counts.sends++;
        toRead = responseBytes;
      }
      socket.output(cpu, now);
    } else {
      socket.receiver().read(copied);
      counts.bytesReceived += copied;
      counts.receives++;
      toRead -= copied;
      socket.acknowledgeIfDue(cpu, now);
      if (toRead == 0) {
        counts.transactions++;
        times.record(now - began);
        began = now;
        toWrite = requestBytes;
      }
    }
    progress(now);
  }
}
