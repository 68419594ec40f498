package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.LinkPort;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.stream.host.Addresses;
import dev.tollgate.workload.stream.payload.Identifications;
import dev.tollgate.workload.stream.payload.Payload;
import dev.tollgate.workload.stream.tcp.TcpReceiver;
import dev.tollgate.workload.stream.tcp.TcpSender;
import dev.tollgate.workload.stream.tcp.TcpSettings;
import org.jspecify.annotations.Nullable;

/**
 * The peer's TCP socket: frames in, frames out, without memory of its own. Every payload byte that
 * arrives is compared with the one that the machine under test was to send.
 */
final class TcpPeer implements ArrivalQueue.Handler, TimedAction {

  private static final long MILLI = 1000;

  private final LinkPort port;
  private final EventQueue events;
  private final FramePool frames;
  private final PeerSettings costs;
  private final PeerCpu interruptCpu;
  private final Payload incoming;
  private final Payload outgoing;
  private final int windowShift;
  private final TcpSender sender;
  private final TcpReceiver receiver;
  private final PacketBuffer header = new PacketBuffer();
  private @Nullable PeerProgram program;
  private int identification;
  private final Identifications identifications = new Identifications();

  private long timer = EventQueue.NO_EVENT;
  private long timerAt = TcpSender.NEVER;

  TcpPeer(PeerParts parts, PeerCpu interruptCpu, TcpSettings settings) {
    this.port = parts.port();
    this.events = parts.events();
    this.frames = parts.frames();
    this.costs = parts.costs();
    this.interruptCpu = interruptCpu;
    this.incoming = parts.incoming();
    this.outgoing = parts.outgoing();
    this.windowShift = settings.windowShift();
    this.sender =
        new TcpSender(
            settings.mss(),
            settings.mss(),
            settings.small(),
            settings.peerSend(),
            settings.peerSendMost(),
            TcpReceiver.window(settings.hostReceive()) >> windowShift << windowShift);
    this.receiver = new TcpReceiver(settings.mss(), settings.peerReceive());
  }

  void usedBy(PeerProgram user) {
    program = user;
  }

  TcpSender sender() {
    return sender;
  }

  TcpReceiver receiver() {
    return receiver;
  }

  @Override
  public void handle(Frame frame, long now) {
    if (!Headers.read(frame.bytes(), frame.length(), header)
        || header.protocol != Headers.TCP
        || !identifications.follows(frame.bytes())) {
      throw new InvariantViolation(
          "a frame reached the peer without the headers that were to be sent: the device read them"
              + " from elsewhere");
    }
    boolean payload = header.payloadLength > 0;
    sender.acknowledge(
        TcpSettings.unwrap(
            header.acknowledgement, TcpSettings.PEER_SEQUENCE, sender.acknowledged()),
        (long) header.window << windowShift,
        payload,
        now);
    long position =
        TcpSettings.unwrap(header.sequence, TcpSettings.HOST_SEQUENCE, receiver.expected());
    if (payload || position < receiver.expected()) {
      int taken = receiver.receive(position, header.payloadLength, now);
      verify(frame, position, taken);
    }
    frame.release();
    output(interruptCpu, now);
    acknowledgeIfDue(interruptCpu, now);
    PeerProgram user = program;
    if (user != null) {
      user.progress(now);
    }
    arm();
  }

  private void verify(Frame frame, long position, int taken) {
    if (taken == 0) {
      return;
    }
    int skipped = header.payloadLength - taken;
    int wrong =
        incoming.mismatch(position + skipped, frame.bytes(), header.payloadOffset + skipped, taken);
    if (wrong >= 0) {
      int at = skipped + wrong;
      throw new InvariantViolation(
          ("byte %d of the stream reached the peer as 0x%02x, not as it was to be sent (0x%02x):"
                  + " the device read it from elsewhere")
              .formatted(
                  position + at,
                  frame.bytes()[header.payloadOffset + at],
                  incoming.table()[incoming.index(position + at)]));
    }
  }

  /** Sends what may be sent. */
  void output(PeerCpu cpu, long now) {
    for (int bytes = sender.segment(now); bytes > 0; bytes = sender.segment(now)) {
      send(sender.next(), bytes, cpu.work(now, costs.segmentCycles() * MILLI));
      sender.sent(bytes, now);
    }
    arm();
  }

  /** Sends an acknowledgement if one is due. */
  void acknowledgeIfDue(PeerCpu cpu, long now) {
    if (receiver.isDue()) {
      send(sender.next(), 0, cpu.work(now, costs.acknowledgementCycles() * MILLI));
    }
  }

  private void send(long position, int bytes, long readyAt) {
    Frame frame = frames.take();
    PacketBuffer packet = header;
    packet.protocol = Headers.TCP;
    packet.sourceAddress = Addresses.PEER;
    packet.destinationAddress = Addresses.HOST;
    packet.sourcePort = Addresses.CLIENT_PORT;
    packet.destinationPort = Addresses.SERVER_PORT;
    packet.sequence = TcpSettings.PEER_SEQUENCE + (int) position;
    packet.acknowledgement = TcpSettings.HOST_SEQUENCE + (int) receiver.expected();
    packet.window = (int) (receiver.acknowledge() >> windowShift);
    packet.flags = bytes > 0 ? Headers.ACK | Headers.PUSH : Headers.ACK;
    packet.payloadLength = bytes;
    int length = Headers.write(packet, identification++, frame.bytes());
    frame.setLength(length + bytes);
    outgoing.copy(position, frame.bytes(), length, bytes);
    port.send(frame, readyAt);
  }

  private void arm() {
    long next = Math.min(sender.deadline(), receiver.deadline());
    if (next < timerAt) {
      events.cancel(timer);
      timerAt = next;
      timer = events.schedule(next, this);
    }
  }

  /** A timer may have run out. */
  @Override
  public void run(long now) {
    timerAt = TcpSender.NEVER;
    timer = EventQueue.NO_EVENT;
    sender.expire(now);
    receiver.expire(now);
    if (sender.takeProbe()) {
      send(sender.acknowledged() - 1, 0, now);
    }
    output(interruptCpu, now);
    acknowledgeIfDue(interruptCpu, now);
    arm();
  }
}
