package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.stream.payload.Identifications;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * IP and the device's queue of the machine under test, between one socket and one driver: headers
 * are read from and written to simulated memory.
 *
 * <p>Links lose and damage nothing, so a packet without proper headers, or one that came before, is
 * what a device left in memory when it wrote elsewhere: the run fails.
 *
 * <p>Packets that find the driver's ring full wait in a queue without limit; a window bounds them.
 * The lock of the device's queue is taken for each packet, as dev_queue_xmit does, and CPUs wait
 * for each other there.
 */
public final class HostStack implements NetworkStack {

  private final PhysicalMemory memory;
  private final PacketMemory packets;
  private final Counts counts;
  private final TimedLock lock;
  private final CycleAccount received;
  private final CycleAccount sent;
  private final CycleAccount summed;
  private final byte[] header = new byte[Headers.TCP_BYTES];
  private final ArrayDeque<PacketBuffer> queue = new ArrayDeque<>();
  private @Nullable NetworkDriver driver;
  private @Nullable HostSocket socket;
  private final Identifications identifications = new Identifications();
  private int identification;
  private boolean closing;

  /** A stack without driver and socket. */
  public HostStack(Machine machine, PacketMemory packets, Counts counts) {
    this.memory = machine.memory();
    this.packets = packets;
    this.counts = counts;
    CycleLedger ledger = machine.ledger();
    this.lock = new TimedLock("device queue", machine);
    this.received = ledger.account(CostCenter.PROTOCOL, StreamSteps.IP_RECEIVE);
    this.sent = ledger.account(CostCenter.PROTOCOL, StreamSteps.IP_SEND);
    this.summed = ledger.account(CostCenter.PROTOCOL, StreamSteps.CHECKSUM_BYTE);
  }

  /** Says what sends and receives for it, before anything is sent. */
  public void connect(NetworkDriver below, HostSocket above) {
    driver = below;
    socket = above;
  }

  NetworkDriver driver() {
    if (driver == null) {
      throw new IllegalStateException("the stack has no driver");
    }
    return driver;
  }

  @Override
  public void received(PacketBuffer packet) {
    received.one();
    int length = packet.length();
    memory.read(packet.head, header, 0, Math.min(packet.headLength, header.length));
    HostSocket above = socket;
    if (above == null) {
      counts.strays++;
      packets.free(packet);
      return;
    }
    if (!Headers.read(header, length, packet) || !identifications.follows(header)) {
      throw new InvariantViolation(
          ("a packet at physical address 0x%x has not the headers that were sent: the device"
                  + " brought it elsewhere")
              .formatted(packet.head));
    }
    if (!packet.checksumVerified) {
      summed.add(packet.payloadLength);
    }
    above.received(packet);
  }

  /** Writes a packet's headers and gives it to the driver, or to the queue before it. */
  void send(PacketBuffer packet) {
    sent.one();
    int length = Headers.write(packet, identification, header);
    identification += segments(packet);
    memory.write(packet.head, header, 0, length);
    NetworkDriver below = driver();
    if (!below.checksumOffload()) {
      summed.add(packet.payloadLength);
    }
    lock.acquire();
    if (!queue.isEmpty() || below.isStopped() || !below.transmit(packet)) {
      counts.queued++;
      queue.add(packet);
    }
    lock.release();
  }

  /** Frames that the interface makes of a packet, each with an identification of its own. */
  private static int segments(PacketBuffer packet) {
    int size = packet.segmentBytes;
    return size == 0 ? 1 : (packet.payloadLength + size - 1) / size;
  }

  @Override
  public void transmitted(PacketBuffer packet) {
    if (packet.dropped && !closing) {
      counts.mappingFailures++;
    }
    HostSocket above = socket;
    if (above != null) {
      above.transmitted(packet);
    }
    packets.free(packet);
  }

  @Override
  public void roomAgain() {
    NetworkDriver below = driver();
    lock.acquire();
    while (!queue.isEmpty() && !below.isStopped() && below.transmit(queue.element())) {
      queue.remove();
    }
    lock.release();
  }

  /** The driver is about to stop: packets that it drops from now on are no failures. */
  public void beginClosing() {
    closing = true;
  }

  /** Gives back what waits for the driver; call it when the driver has stopped. */
  public void close() {
    while (!queue.isEmpty()) {
      transmitted(queue.remove());
    }
  }

  /** The lock of the device's queue. */
  public TimedLock lock() {
    return lock;
  }
}
