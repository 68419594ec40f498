package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.stream.payload.Payload;
import dev.tollgate.workload.stream.tcp.TcpReceiver;
import dev.tollgate.workload.stream.tcp.TcpSender;
import dev.tollgate.workload.stream.tcp.TcpSettings;
import org.jspecify.annotations.Nullable;

/**
 * The TCP socket of the machine under test: both state machines with their memory and prices.
 *
 * <p>Segments are handled in the soft interrupt that brings them; a program that uses the socket at
 * the same time neither waits nor makes wait (Linux would put them on the socket's backlog for the
 * program to handle, at the same price). Every byte that the program reads is compared with the one
 * that the peer sent.
 */
final class TcpSocket implements HostSocket {

  /** Packets that one piece of work sends at most. */
  private static final int SENT_IN_ONE_PIECE = 4;

  private final HostStack stack;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final Processors processors;
  private final Counts counts;
  private final Payload incoming;
  private final Payload outgoing;
  private final TcpSettings settings;
  private final int windowShift;
  private final boolean scatterGather;
  private final TcpSender sender;
  private final TcpReceiver receiver;
  private final PacketQueue queue = new PacketQueue();
  private final SendPages pages;
  private final SocketTimer timer;
  private final int interruptCpu;
  private final CpuWork moreOutput = this::outputMore;
  private final byte[] scratch = new byte[Payload.MOST];
  private boolean outputPosted;
  private @Nullable Program program;

  private final CycleAccount segments;
  private final CycleAccount acknowledged;
  private final CycleAccount sent;
  private final CycleAccount acknowledgements;
  private final CycleAccount freed;
  private final CycleAccount packetsRead;
  private final CycleAccount coldBytes;
  private final CycleAccount cachedBytes;

  /** An open connection that has carried nothing. */
  TcpSocket(HostParts parts, HostStack stack, NetworkDriver driver, TcpSettings settings) {
    Machine machine = parts.machine();
    this.stack = stack;
    this.packets = parts.packets();
    this.memory = machine.memory();
    this.processors = machine.processors();
    this.counts = parts.counts();
    this.incoming = parts.incoming();
    this.outgoing = parts.outgoing();
    this.settings = settings;
    this.windowShift = settings.windowShift();
    this.scatterGather = driver.scatterGather();
    this.sender =
        new TcpSender(
            settings.mss(),
            Math.max(settings.mss(), Math.min(Payload.MOST, driver.segmentationBytes())),
            settings.small(),
            settings.hostSend(),
            settings.hostSendMost(),
            TcpReceiver.window(settings.peerReceive()) >> windowShift << windowShift);
    this.receiver = new TcpReceiver(settings.mss(), settings.hostReceive());
    this.pages = new SendPages(machine);
    this.interruptCpu = parts.interruptCpu();
    this.timer = new SocketTimer(machine, interruptCpu, this::timerExpired);
    CycleLedger ledger = machine.ledger();
    this.segments = ledger.account(CostCenter.PROTOCOL, StreamSteps.TCP_RECEIVE);
    this.acknowledged = ledger.account(CostCenter.PROTOCOL, StreamSteps.TCP_ACKNOWLEDGED);
    this.sent = ledger.account(CostCenter.PROTOCOL, StreamSteps.TCP_SEND);
    this.acknowledgements = ledger.account(CostCenter.PROTOCOL, StreamSteps.TCP_ACKNOWLEDGE);
    this.freed = ledger.account(CostCenter.PROTOCOL, StreamSteps.TCP_FREE);
    this.packetsRead = ledger.account(CostCenter.SYSCALL, StreamSteps.RECEIVE_PACKET);
    this.coldBytes = ledger.account(CostCenter.SYSCALL, Steps.COPY_BYTE);
    this.cachedBytes = ledger.account(CostCenter.SYSCALL, StreamSteps.COPY_BYTE_CACHED);
  }

  /** Says which program waits for the socket. */
  void usedBy(Program user) {
    program = user;
  }

  // What the network does.

  @Override
  public void received(PacketBuffer packet) {
    if (packet.protocol != Headers.TCP) {
      counts.strays++;
      packets.free(packet);
      return;
    }
    long now = processors.localTime();
    boolean payload = packet.payloadLength > 0;
    (payload ? segments : acknowledged).one();
    long upTo =
        TcpSettings.unwrap(
            packet.acknowledgement, TcpSettings.HOST_SEQUENCE, sender.acknowledged());
    long before = sender.acknowledged();
    sender.acknowledge(upTo, (long) packet.window << windowShift, payload, now);
    if (sender.acknowledged() > before) {
      freed.add((sender.acknowledged() - before + settings.mss() - 1) / settings.mss());
      pages.release(sender.acknowledged());
    }
    long position =
        TcpSettings.unwrap(packet.sequence, TcpSettings.PEER_SEQUENCE, receiver.expected());
    if (payload) {
      counts.segmentsReceived++;
      take(packet, position, now);
    } else {
      counts.acknowledgementsReceived++;
      if (position < receiver.expected()) {
        receiver.receive(position, 0, now);
      }
      packets.free(packet);
    }
    output();
    acknowledgeIfDue();
    timer.arm(sender.deadline(), receiver.deadline());
    wakeProgram();
  }

  private void take(PacketBuffer packet, long position, long now) {
    int taken = receiver.receive(position, packet.payloadLength, now);
    if (taken == 0) {
      packets.free(packet);
      return;
    }
    queue.add(packet, packet.payloadOffset + packet.payloadLength - taken);
  }

  private void wakeProgram() {
    Program user = program;
    if (user != null && user.isAsleep() && user.canGoOn()) {
      user.wake();
    }
  }

  @Override
  public void transmitted(PacketBuffer packet) {
    if (packet.fragments > 0) {
      pages.unpin(packet.token, packet.payloadLength);
      pages.release(sender.acknowledged());
    }
  }

  private void timerExpired() {
    long now = processors.localTime();
    if (now >= sender.deadline() || now >= receiver.deadline()) {
      counts.timers++;
      sender.expire(now);
      receiver.expire(now);
      if (sender.takeProbe()) {
        send(sender.acknowledged() - 1, 0);
      }
      output();
      acknowledgeIfDue();
    }
    timer.arm(sender.deadline(), receiver.deadline());
    wakeProgram();
  }

  private void acknowledgeIfDue() {
    if (receiver.isDue()) {
      acknowledgements.one();
      if (send(sender.next(), 0)) {
        counts.acknowledgementsSent++;
      }
    }
  }

  // What programs do.

  /** Bytes that wait to be read. */
  long available() {
    return receiver.available();
  }

  /** Bytes that may be written. */
  long room() {
    return sender.room();
  }

  /** Whether a program that waits for room is to be woken: a third of the buffer is free. */
  boolean hasMuchRoom() {
    return sender.room() >= sender.buffer() / 3;
  }

  /**
   * Copies up to {@code most} bytes to the program, and tells the peer if that opens the window.
   *
   * @return how many
   * @throws InvariantViolation if a byte is not the one that was sent
   */
  long read(long most) {
    long left = Math.min(most, receiver.available());
    long bytes = left;
    long position = receiver.position();
    while (left > 0) {
      PacketBuffer packet = queue.first();
      int start = queue.start();
      int end = packet.payloadOffset + packet.payloadLength;
      int length = (int) Math.min(left, end - start);
      packetsRead.one();
      coldBytes.add(length);
      verify(packet, start, position, length);
      position += length;
      left -= length;
      if (start + length == end) {
        counts.deliveries.record(processors.localTime() - packet.arrived);
        packets.free(queue.remove());
      } else {
        queue.advance(length);
      }
    }
    receiver.read(bytes);
    counts.bytesReceived += bytes;
    acknowledgeIfDue();
    timer.arm(sender.deadline(), receiver.deadline());
    return bytes;
  }

  private void verify(PacketBuffer packet, int start, long position, int length) {
    packet.read(memory, start, scratch, length);
    int wrong = incoming.mismatch(position, scratch, 0, length);
    if (wrong >= 0) {
      throw new InvariantViolation(
          ("byte %d of the stream reached the program as 0x%02x, not as it was sent (0x%02x):"
                  + " physical address 0x%x holds what the device did not bring there")
              .formatted(
                  position + wrong,
                  scratch[wrong],
                  incoming.table()[incoming.index(position + wrong)],
                  packet.address(start + wrong)));
    }
  }

  /**
   * Copies bytes of the program to the write queue.
   *
   * @param most at most {@link #room}
   * @return how many; fewer if there is no memory
   */
  int write(int most) {
    int done = 0;
    long position = sender.written();
    while (done < most && pages.ensure(position + done)) {
      long at = position + done;
      int length = (int) Math.min(most - done, PhysicalMemory.FRAME_BYTES - (at & 4095));
      memory.write(pages.address(at), outgoing.table(), outgoing.index(at), length);
      done += length;
    }
    if (done < most) {
      counts.memoryFailures++;
      timer.retry(processors.localTime());
    }
    cachedBytes.add(done);
    counts.bytesSent += done;
    sender.write(done);
    return done;
  }

  /** Sends what may be sent, some now and the rest in further pieces of work. */
  void output() {
    if (outputPosted) {
      return;
    }
    for (int i = 0; i < SENT_IN_ONE_PIECE; i++) {
      long now = processors.localTime();
      int bytes = sender.segment(now);
      if (bytes == 0 || !send(sender.next(), bytes)) {
        timer.arm(sender.deadline(), receiver.deadline());
        return;
      }
      sender.sent(bytes, now);
    }
    if (sender.segment(processors.localTime()) > 0) {
      outputPosted = true;
      processors.post(interruptCpu, CpuContext.SOFT_INTERRUPT, moreOutput);
    }
    timer.arm(sender.deadline(), receiver.deadline());
  }

  private void outputMore() {
    outputPosted = false;
    output();
  }

  /** Makes a segment and gives it to the stack; false if there is no memory. */
  private boolean send(long position, int bytes) {
    boolean linear = bytes > 0 && !scatterGather;
    PacketBuffer packet = packets.allocate(Headers.TCP_BYTES + (linear ? bytes : 0));
    if (packet == null) {
      counts.memoryFailures++;
      timer.retry(processors.localTime());
      return false;
    }
    packet.protocol = Headers.TCP;
    packet.sourceAddress = Addresses.HOST;
    packet.destinationAddress = Addresses.PEER;
    packet.sourcePort = Addresses.SERVER_PORT;
    packet.destinationPort = Addresses.CLIENT_PORT;
    packet.sequence = TcpSettings.HOST_SEQUENCE + (int) position;
    packet.acknowledgement = TcpSettings.PEER_SEQUENCE + (int) receiver.expected();
    packet.window = (int) (receiver.acknowledge() >> windowShift);
    packet.flags = bytes > 0 ? Headers.ACK | Headers.PUSH : Headers.ACK;
    packet.payloadLength = bytes;
    packet.headLength = Headers.TCP_BYTES;
    packet.token = position;
    if (bytes > 0) {
      sent.one();
      counts.packetsSent++;
      counts.segmentsSent += (bytes + settings.mss() - 1) / settings.mss();
      packet.segmentBytes = bytes > settings.mss() ? settings.mss() : 0;
      if (linear) {
        packet.headLength += bytes;
        memory.write(
            packet.head + Headers.TCP_BYTES, outgoing.table(), outgoing.index(position), bytes);
      } else {
        pages.pin(packet, position, bytes);
      }
    }
    stack.send(packet);
    return true;
  }

  /** Gives back all memory; call it when driver and stack have given all packets back. */
  void close() {
    while (!queue.isEmpty()) {
      packets.free(queue.remove());
    }
    pages.close();
    timer.close();
  }

  TcpSender sender() {
    return sender;
  }

  TcpReceiver receiver() {
    return receiver;
  }
}
