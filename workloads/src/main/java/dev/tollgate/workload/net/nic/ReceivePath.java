package dev.tollgate.workload.net.nic;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.MappingStyle;
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
 *
 * <p>Where the policy asks for batches, up to 16 frames are taken together: new buffers for all are
 * mapped by one call and the old ones unmapped by another, and only then do the frames go up. Where
 * it asks for a pool, buffers are pages of a {@link ReceivePool}.
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

  private final CycleAccount received;
  private final CycleAccount copiedBytes;
  private final CycleAccount registerWrites;

  private final boolean batched;
  private final @Nullable PacketBuffer[] batch = new PacketBuffer[ReceiveBuffers.MOST_COLLECTED];
  private final int[] batchLength = new int[ReceiveBuffers.MOST_COLLECTED];
  private final boolean[] batchVerified = new boolean[ReceiveBuffers.MOST_COLLECTED];
  private final long[] batchArrived = new long[ReceiveBuffers.MOST_COLLECTED];
  private final boolean[] batchWhole = new boolean[ReceiveBuffers.MOST_COLLECTED];

  // The frame of the descriptor read last.
  private @Nullable PacketBuffer filled;
  private int slot;
  private int length;
  private boolean bad;
  private boolean verified;
  private long arrived;

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
    this.buffers = new ReceiveBuffers(context, nic, counts);
    this.copyBreak = settings.copyBreak();
    this.bufferBytes = ReceiveBuffers.bytes(settings);
    this.postedAtOnce = Math.max(1, settings.rings().receivePending() / 8);
    this.mask = settings.rings().returnEntries() - 1;
    this.batched = dma.style(device) == MappingStyle.BATCHED;
    CycleLedger ledger = context.machine().ledger();
    this.received = ledger.account(CostCenter.DRIVER, NicSteps.RECEIVE);
    this.copiedBytes = ledger.account(CostCenter.DRIVER, Steps.COPY_BYTE);
    this.registerWrites = ledger.account(CostCenter.DRIVER, Steps.MMIO_WRITE);
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

  /**
   * Takes frames that wait, one or up to {@code most}, as the policy wants them mapped, and hands
   * them up, unless they are dropped.
   *
   * @return how many it took
   */
  int receive(int most, NetworkStack stack) {
    if (!batched) {
      receiveOne(stack);
      return 1;
    }
    int count = 0;
    while (count < Math.min(most, ReceiveBuffers.MOST_COLLECTED) && hasWork()) {
      next();
      batchLength[count] = length;
      batchVerified[count] = verified;
      batchArrived[count] = arrived;
      batchWhole[count] = isWhole();
      if (batchWhole[count]) {
        batch[count] = filled;
        buffers.collect(slot);
      } else {
        batch[count] = takeOther();
      }
      count++;
    }
    int replaced = buffers.replaceCollected();
    buffers.announceIfAtLeast(postedAtOnce);
    for (int i = 0; i < count; i++) {
      PacketBuffer packet = batch[i];
      batch[i] = null;
      if (batchWhole[i] && --replaced < 0) {
        counts.refillFailures++;
      } else if (packet != null) {
        handUp(packet, batchLength[i], batchVerified[i], batchArrived[i], stack);
      }
    }
    return count;
  }

  /** Takes one frame and hands it up, unless it is dropped. */
  private void receiveOne(NetworkStack stack) {
    next();
    PacketBuffer packet = isWhole() ? takeWhole() : takeOther();
    buffers.announceIfAtLeast(postedAtOnce);
    if (packet != null) {
      handUp(packet, length, verified, arrived, stack);
    }
  }

  /** Reads the next descriptor of the return ring. */
  private void next() {
    received.one();
    long descriptor = ring + (long) consumer * ReceiveDescriptor.BYTES;
    arrived = nic.arrivedAt(consumer);
    consumer = (consumer + 1) & mask;
    length = memory.readIntLittleEndian(descriptor + ReceiveDescriptor.INDEX_LENGTH) & 0xffff;
    int flags = memory.readIntLittleEndian(descriptor + ReceiveDescriptor.TYPE_FLAGS);
    slot =
        memory.readIntLittleEndian(descriptor + ReceiveDescriptor.OPAQUE)
            & ReceiveDescriptor.INDEX_MASK;
    bad = (flags & ReceiveDescriptor.ERROR) != 0 || length > bufferBytes;
    verified = (flags & ReceiveDescriptor.TRANSPORT_CHECKSUM) != 0;
    filled = buffers.at(slot);
  }

  private boolean isWhole() {
    return filled != null && !bad && length > copyBreak;
  }

  /** What becomes of a frame that does not go up in its own buffer. */
  private @Nullable PacketBuffer takeOther() {
    PacketBuffer buffer = filled;
    if (buffer == null) {
      counts.receiveErrors++; // somebody else overwrote the return ring
      return null;
    }
    if (bad) {
      counts.receiveErrors++;
      buffers.postAgain(slot);
      return null;
    }
    return takeCopy(slot, buffer, length);
  }

  private void handUp(
      PacketBuffer packet,
      int frameBytes,
      boolean checksumVerified,
      long arrivedAt,
      NetworkStack stack) {
    packet.headLength = frameBytes;
    packet.arrived = arrivedAt;
    packet.checksumVerified = checksumVerified;
    counts.packetsReceived++;
    stack.received(packet);
  }

  /** Tells the interface of frames taken and buffers posted since it was last told. */
  void announce() {
    if (consumer != announced) {
      announced = consumer;
      registerWrites.one();
      nic.setReturnConsumer(consumer);
    }
    buffers.announce();
  }

  private @Nullable PacketBuffer takeWhole() {
    if (buffers.replace(slot, length)) {
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
    copiedBytes.add(length);
    dma.syncForDevice(device, busAddress, length, DmaDirection.FROM_DEVICE);
    counts.copyBreaks++;
    return copy;
  }
}
