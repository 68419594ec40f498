package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.stream.payload.Datagrams;
import dev.tollgate.workload.stream.payload.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The UDP socket of the machine under test, which only receives: datagrams that fit no frame do not
 * occur, and those that find its buffer full are dropped. A datagram begins with its number in the
 * stream if it has the 8 bytes for that; its other bytes follow from the number.
 */
final class DatagramSocket implements HostSocket {

  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final Processors processors;
  private final Counts counts;
  private final Payload incoming;
  private final long buffer;
  private final PacketQueue queue = new PacketQueue();
  private final byte[] scratch = new byte[Payload.MOST];
  private @Nullable Program program;
  private long waiting;

  private final CycleLedger ledger;
  private final int datagrams;
  private final int packetsRead;
  private final int coldBytes;

  /**
   * A socket with nothing in it.
   *
   * @param buffer bytes of payload that wait at most
   */
  DatagramSocket(HostParts parts, long buffer) {
    this.packets = parts.packets();
    this.memory = parts.machine().memory();
    this.processors = parts.machine().processors();
    this.counts = parts.counts();
    this.incoming = parts.incoming();
    this.buffer = buffer;
    this.ledger = parts.machine().ledger();
    this.datagrams = ledger.open(CostCenter.PROTOCOL, StreamSteps.UDP_RECEIVE);
    this.packetsRead = ledger.open(CostCenter.SYSCALL, StreamSteps.RECEIVE_PACKET);
    this.coldBytes = ledger.open(CostCenter.SYSCALL, Steps.COPY_BYTE);
  }

  void usedBy(Program user) {
    program = user;
  }

  @Override
  public void received(PacketBuffer packet) {
    if (packet.protocol != Headers.UDP) {
      counts.strays++;
      packets.free(packet);
      return;
    }
    ledger.add(datagrams, 1);
    counts.segmentsReceived++;
    if (waiting + packet.payloadLength > buffer) {
      counts.datagramsDropped++;
      packets.free(packet);
      return;
    }
    waiting += packet.payloadLength;
    queue.add(packet, packet.payloadOffset);
    Program user = program;
    if (user != null) {
      user.wake();
    }
  }

  @Override
  public void transmitted(PacketBuffer packet) {
    // Nothing is sent.
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Copies one datagram to the program. */
  void read() {
    PacketBuffer packet = queue.remove();
    int length = packet.payloadLength;
    waiting -= length;
    ledger.add(packetsRead, 1);
    ledger.add(coldBytes, length);
    packet.read(memory, packet.payloadOffset, scratch, length);
    long number = Datagrams.number(scratch, length);
    if (Datagrams.mismatch(incoming, number, scratch, length) >= 0) {
      throw new InvariantViolation(
          "a datagram at physical address 0x%x reached the program not as it was sent"
              .formatted(packet.head));
    }
    counts.bytesReceived += length;
    counts.deliveries.record(processors.localTime() - packet.arrived);
    packets.free(packet);
  }

  void close() {
    while (!queue.isEmpty()) {
      packets.free(queue.remove());
    }
  }
}
