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

  /** Bytes before the Ethernet header, so that the IP header is aligned: TG3_RX_OFFSET. */
  static final int ALIGNMENT_OFFSET = 2;

  private static final int STANDARD_BUFFER = 1536 + 64;
  private static final int STANDARD_FRAME = 1518;

  private final DmaApi dma;
  private final int device;
  private final Nic nic;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final DriverCounts counts;
  private final int copyBreak;
  private final int bufferBytes;
  private final int pending;
  private final int postedAtOnce;
  private final int producerMask;
  private final int returnMask;

  private final CycleLedger ledger;
  private final int received;
  private final int postings;
  private final int copiedBytes;
  private final int registerWrites;

  private final @Nullable PacketBuffer[] buffers;
  private final long[] mapped;
  private long producerRing;
  private long returnRing;
  private long statusBlock;
  private int producer;
  private int announced;
  private int consumer;
  private int announcedConsumer;
  private int hardwareProducer;

  ReceivePath(DriverContext context, Nic nic, DriverCounts counts) {
    NicSettings settings = context.settings();
    this.dma = context.dma();
    this.device = context.device();
    this.nic = nic;
    this.packets = context.packets();
    this.memory = context.machine().memory();
    this.counts = counts;
    this.copyBreak = settings.copyBreak();
    this.bufferBytes = bufferBytes(settings);
    this.pending = settings.rings().receivePending();
    this.postedAtOnce = Math.max(1, pending / 8);
    this.producerMask = settings.rings().receiveEntries() - 1;
    this.returnMask = settings.rings().returnEntries() - 1;
    this.buffers = new PacketBuffer[producerMask + 1];
    this.mapped = new long[producerMask + 1];
    this.ledger = context.machine().ledger();
    this.received = ledger.open(CostCenter.DRIVER, NicSteps.RECEIVE);
    this.postings = ledger.open(CostCenter.DRIVER, NicSteps.POST);
    this.copiedBytes = ledger.open(CostCenter.DRIVER, Steps.COPY_BYTE);
    this.registerWrites = ledger.open(CostCenter.DRIVER, Steps.MMIO_WRITE);
  }

  /** Bytes of a receive buffer that the interface may write. */
  static int bufferBytes(NicSettings settings) {
    int frame = settings.frameBytes() + Integer.BYTES; // with its check sequence
    return frame <= STANDARD_FRAME ? STANDARD_BUFFER : frame + 64;
  }

  /**
   * Fills the producer ring with as many buffers as are to be pending, or as can be had.
   *
   * @return how many
   */
  int start(SharedMemory shared) {
    producerRing = shared.producerRing();
    returnRing = shared.returnRing();
    statusBlock = shared.statusBlock();
    consumer = 0;
    announcedConsumer = 0;
    hardwareProducer = 0;
    producer = 0;
    for (int i = 0; i <= producerMask; i++) {
      ReceiveDescriptor.initialise(
          memory, producerRing + (long) i * ReceiveDescriptor.BYTES, i, bufferBytes);
    }
    while (producer < pending && refill()) {
      // until there are enough
    }
    counts.posted = producer;
    announced = 0;
    announceBuffers();
    return producer;
  }

  /** Unmaps and frees all buffers that are posted or filled. */
  void stop() {
    for (int i = 0; i <= producerMask; i++) {
      PacketBuffer buffer = buffers[i];
      if (buffer != null) {
        dma.unmapSingle(device, mapped[i], bufferBytes, DmaDirection.FROM_DEVICE);
        packets.free(buffer);
        buffers[i] = null;
      }
    }
  }

  /** Reads from the status block how far the interface is; whether a frame waits. */
  boolean look() {
    hardwareProducer =
        memory.readShortLittleEndian(statusBlock + StatusBlock.RETURN_PRODUCER) & returnMask;
    return consumer != hardwareProducer;
  }

  /** Whether a frame waits, as far as is known. */
  boolean hasWork() {
    return consumer != hardwareProducer;
  }

  /** Buffers posted that the interface has not reported as filled. */
  int unfilled() {
    int waiting = (hardwareProducer - consumer) & returnMask;
    return Math.max(0, (int) counts.posted - waiting);
  }

  /** Takes one frame and hands it up, unless it is dropped. */
  void receiveOne(NetworkStack stack) {
    ledger.add(received, 1);
    long descriptor = returnRing + (long) consumer * ReceiveDescriptor.BYTES;
    consumer = (consumer + 1) & returnMask;
    int length = memory.readIntLittleEndian(descriptor + ReceiveDescriptor.INDEX_LENGTH) & 0xffff;
    int flags = memory.readIntLittleEndian(descriptor + ReceiveDescriptor.TYPE_FLAGS) & 0xffff;
    int slot =
        memory.readIntLittleEndian(descriptor + ReceiveDescriptor.OPAQUE)
            & ReceiveDescriptor.INDEX_MASK
            & producerMask;
    PacketBuffer filled = buffers[slot];
    if (filled == null) {
      counts.receiveErrors++; // the return ring was overwritten by somebody else
      return;
    }
    PacketBuffer packet = null;
    if ((flags & ReceiveDescriptor.ERROR) != 0 || length > bufferBytes) {
      counts.receiveErrors++;
      postAgain(slot);
    } else if (length > copyBreak) {
      packet = takeWhole(slot, filled);
    } else {
      packet = takeCopy(slot, filled, length);
    }
    if ((producer - announced & producerMask) >= postedAtOnce) {
      announceBuffers();
    }
    if (packet != null) {
      packet.headLength = length;
      packet.checksumVerified = (flags & ReceiveDescriptor.TRANSPORT_CHECKSUM) != 0;
      counts.packetsReceived++;
      stack.received(packet);
    }
  }

  /** Tells the interface of frames taken and buffers posted since it was last told. */
  void announce() {
    if (consumer != announcedConsumer) {
      announcedConsumer = consumer;
      ledger.add(registerWrites, 1);
      nic.setReturnConsumer(consumer);
    }
    if (producer != announced) {
      announceBuffers();
    }
  }

  private void announceBuffers() {
    announced = producer;
    ledger.add(registerWrites, 1);
    nic.setReceiveProducer(producer);
  }

  private @Nullable PacketBuffer takeWhole(int slot, PacketBuffer filled) {
    long busAddress = mapped[slot];
    buffers[slot] = null;
    if (!refill()) {
      counts.refillFailures++;
      buffers[slot] = filled;
      postAgain(slot);
      return null;
    }
    dma.unmapSingle(device, busAddress, bufferBytes, DmaDirection.FROM_DEVICE);
    return filled;
  }

  private @Nullable PacketBuffer takeCopy(int slot, PacketBuffer filled, int length) {
    long busAddress = mapped[slot];
    postAgain(slot);
    PacketBuffer copy = packets.allocate(length + ALIGNMENT_OFFSET);
    if (copy == null) {
      counts.copyFailures++;
      return null;
    }
    copy.head += ALIGNMENT_OFFSET;
    dma.syncForCpu(device, busAddress, length, DmaDirection.FROM_DEVICE);
    memory.copy(filled.head, copy.head, length);
    ledger.add(copiedBytes, length);
    dma.syncForDevice(device, busAddress, length, DmaDirection.FROM_DEVICE);
    counts.copyBreaks++;
    return copy;
  }

  /** Posts a new buffer; false if none can be had or mapped. */
  private boolean refill() {
    PacketBuffer buffer = packets.allocate(bufferBytes + ALIGNMENT_OFFSET);
    if (buffer == null) {
      return false;
    }
    buffer.head += ALIGNMENT_OFFSET;
    long busAddress = dma.mapSingle(device, buffer.head, bufferBytes, DmaDirection.FROM_DEVICE);
    if (dma.mappingError(device, busAddress)) {
      packets.free(buffer);
      return false;
    }
    post(buffer, busAddress);
    return true;
  }

  /** Posts the buffer of a slot again, without unmapping it. */
  private void postAgain(int slot) {
    PacketBuffer buffer = buffers[slot];
    if (buffer != null) {
      buffers[slot] = null;
      post(buffer, mapped[slot]);
    }
  }

  private void post(PacketBuffer buffer, long busAddress) {
    ledger.add(postings, 1);
    int slot = producer;
    producer = (slot + 1) & producerMask;
    buffers[slot] = buffer;
    mapped[slot] = busAddress;
    ReceiveDescriptor.setAddress(
        memory, producerRing + (long) slot * ReceiveDescriptor.BYTES, busAddress);
  }
}
