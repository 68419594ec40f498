package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Framing;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.LinkPort;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.stream.host.Addresses;
import dev.tollgate.workload.stream.payload.Datagrams;
import dev.tollgate.workload.stream.payload.Payload;

/**
 * netperf of UDP_STREAM: sends datagrams as fast as its CPU and its socket's send buffer let it; a
 * full buffer makes it wait, as on Linux.
 */
final class DatagramSource implements PeerProgram, TimedAction, ArrivalQueue.Handler {

  private static final long MILLI = 1000;

  private final LinkPort port;
  private final EventQueue events;
  private final FramePool frames;
  private final PeerCpu cpu;
  private final PeerCounts counts;
  private final Payload outgoing;
  private final int size;
  private final long milliCycles;
  private final long bufferTime;
  private final PacketBuffer header = new PacketBuffer();
  private long number;

  /**
   * A source that has not begun.
   *
   * @param size payload bytes of a datagram
   * @param buffer bytes of the socket's send buffer
   */
  DatagramSource(PeerParts parts, PeerCpu cpu, PeerCounts counts, int size, long buffer) {
    this.port = parts.port();
    this.events = parts.events();
    this.frames = parts.frames();
    this.cpu = cpu;
    this.counts = counts;
    this.outgoing = parts.outgoing();
    this.size = size;
    PeerSettings costs = parts.costs();
    this.milliCycles =
        (costs.callCycles() + costs.segmentCycles()) * MILLI + size * costs.byteMilliCycles();
    long datagrams = Math.max(1, buffer / Math.max(1, size));
    this.bufferTime = datagrams * port.picoseconds(Framing.wireBytes(size + Headers.UDP_BYTES));
  }

  @Override
  public void start(long now) {
    events.schedule(cpu.work(now, milliCycles), this);
  }

  @Override
  public void progress(long now) {
    // Nothing comes back.
  }

  @Override
  public void handle(Frame frame, long now) {
    frame.release();
  }

  /** A datagram is ready. */
  @Override
  public void run(long now) {
    Frame frame = frames.take();
    PacketBuffer packet = header;
    packet.protocol = Headers.UDP;
    packet.sourceAddress = Addresses.PEER;
    packet.destinationAddress = Addresses.HOST;
    packet.sourcePort = Addresses.CLIENT_PORT;
    packet.destinationPort = Addresses.SERVER_PORT;
    packet.payloadLength = size;
    int length = Headers.write(packet, (int) number, frame.bytes());
    frame.setLength(length + size);
    Datagrams.fill(outgoing, number++, frame.bytes(), length, size);
    counts.sends++;
    counts.bytesSent += size;
    long freeAt = port.send(frame, now);
    events.schedule(cpu.work(Math.max(now, freeAt - bufferTime), milliCycles), this);
  }
}
