package dev.tollgate.workload.net.nic;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import org.jspecify.annotations.Nullable;

/**
 * The driver's half that receives, after tg3_rx of Linux 2.6.21.
 *
 * <p>A frame longer than the copy-break goes up in the buffer it came in: first a new one is taken
 * and mapped, then the old one unmapped. If a new one cannot be had or mapped, the frame is dropped
 * and its buffer posted again, so that the ring never runs dry. A shorter frame is copied to a
 * buffer of its size, between two syncs, and its buffer posted again, mapped as it is. The
 * interface is told of new buffers every {@code pending / 8} and at the end of a poll.
 */
final class ReceivePath {

  private final DmaApi dma;
  private final int device;
  private final Nic nic;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final DriverCounts counts;
  private final ReceiveBuffers buffers;
  private final int copyBreak;
  private final int bufferBytes;
  private final int postedAtOnce;
  private final int mask;

  private final CycleLedger ledger;
  private final int received;
  private final int copiedBytes;
  private final int registerWrites;

  private long ring;
  private long statusBlock;
  private int posted;
  private int consumer;
  private int announced;
  private int hardwareProducer;

  ReceivePath(DriverContext context, Nic nic, DriverCounts counts) {
    NicSettings settings = context.settings();
    this.dma = context.dma();
    this.device = context.device();
    this.nic = nic;
    this.packets = context.packets();
    this.memory = context.machine().memory();
    this.counts = counts;
    this.buffers = new ReceiveBuffers(context, nic);
    this.copyBreak = settings.copyBreak();
    this.bufferBytes = ReceiveBuffers.bytes(settings);
    this.postedAtOnce = Math.max(1, settings.rings().receivePending() / 8);
    this.mask = settings.rings().returnEntries() - 1;
    this.ledger = context.machine().ledger();
    this.received = ledger.open(CostCenter.DRIVER, NicSteps.RECEIVE);
    this.copiedBytes = ledger.open(CostCenter.DRIVER, Steps.COPY_BYTE);
    this.registerWrites = ledger.open(CostCenter.DRIVER, Steps.MMIO_WRITE);
  }

  /**
   * Posts as many buffers as are to be pending, or as can be had.
   *
   * @return how many
   */
  int start(SharedMemory shared) {
    ring = shared.returnRing();
    statusBlock = shared.statusBlock();
    consumer = 0;
    announced = 0;
    hardwareProducer = 0;
    posted = buffers.start(shared.producerRing());
    counts.posted = posted;
    return posted;
  }

  /** Unmaps and frees all buffers that are posted or filled. */
  void stop() {
    buffers.stop();
  }

  /** Reads from the status block how far the interface is; whether a frame waits. */
  boolean look() {
    hardwareProducer =
        memory.readShortLittleEndian(statusBlock + StatusBlock.RETURN_PRODUCER) & mask;
    return consumer != hardwareProducer;
  }

  /** Whether a frame waits, as far as is known. */
  boolean hasWork() {
    return consumer != hardwareProducer;
  }

  /** Buffers posted that the interface has not reported as filled. */
  int unfilled() {
    return Math.max(0, posted - ((hardwareProducer - consumer) & mask));
  }

  /** Takes one frame and hands it up, unless it is dropped. */
  void receiveOne(NetworkStack stack) {
    ledger.add(received, 1);
    long descriptor = ring + (long) consumer * ReceiveDescriptor.BYTES;
    long arrived = nic.arrivedAt(consumer);
    consumer = (consumer + 1) & mask;
    int length = memory.readIntLittleEndian(descriptor + ReceiveDescriptor.INDEX_LENGTH) & 0xffff;
    int flags = memory.readIntLittleEndian(descriptor + ReceiveDescriptor.TYPE_FLAGS);
    int slot =
        memory.readIntLittleEndian(descriptor + ReceiveDescriptor.OPAQUE)
            & ReceiveDescriptor.INDEX_MASK;
    PacketBuffer filled = buffers.at(slot);
    PacketBuffer packet = null;
    if (filled == null) {
      counts.receiveErrors++; // somebody else overwrote the return ring
    } else if ((flags & ReceiveDescriptor.ERROR) != 0 || length > bufferBytes) {
      counts.receiveErrors++;
      buffers.postAgain(slot);
    } else if (length > copyBreak) {
      packet = takeWhole(slot, filled);
    } else {
      packet = takeCopy(slot, filled, length);
    }
    buffers.announceIfAtLeast(postedAtOnce);
    if (packet != null) {
      packet.headLength = length;
      packet.arrived = arrived;
      packet.checksumVerified = (flags & ReceiveDescriptor.TRANSPORT_CHECKSUM) != 0;
      counts.packetsReceived++;
      stack.received(packet);
    }
  }

  /** Tells the interface of frames taken and buffers posted since it was last told. */
  void announce() {
    if (consumer != announced) {
      announced = consumer;
      ledger.add(registerWrites, 1);
      nic.setReturnConsumer(consumer);
    }
    buffers.announce();
  }

  private @Nullable PacketBuffer takeWhole(int slot, PacketBuffer filled) {
    if (buffers.replace(slot)) {
      return filled;
    }
    counts.refillFailures++;
    return null;
  }

  private @Nullable PacketBuffer takeCopy(int slot, PacketBuffer filled, int length) {
    long busAddress = buffers.busAddress(slot);
    buffers.postAgain(slot);
    PacketBuffer copy = packets.allocate(length + ReceiveBuffers.ALIGNMENT_OFFSET);
    if (copy == null) {
      counts.copyFailures++;
      return null;
    }
    copy.head += ReceiveBuffers.ALIGNMENT_OFFSET;
    dma.syncForCpu(device, busAddress, length, DmaDirection.FROM_DEVICE);
    memory.copy(filled.head, copy.head, length);
    ledger.add(copiedBytes, length);
    dma.syncForDevice(device, busAddress, length, DmaDirection.FROM_DEVICE);
    counts.copyBreaks++;
    return copy;
  }
}
