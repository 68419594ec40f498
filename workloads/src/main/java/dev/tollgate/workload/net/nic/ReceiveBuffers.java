package dev.tollgate.workload.net.nic;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that the driver posts to the producer ring, each mapped for as long as it is there:
 * the interface fills them in whatever order it likes, and says which.
 */
final class ReceiveBuffers {

  /** Bytes before the Ethernet header, so that the IP header is aligned: TG3_RX_OFFSET. */
  static final int ALIGNMENT_OFFSET = 2;

  private static final int STANDARD_BUFFER = 1536 + 64;
  private static final int STANDARD_FRAME = 1518;

  private final DmaApi dma;
  private final int device;
  private final Nic nic;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final int bufferBytes;
  private final int pending;
  private final int mask;

  private final CycleLedger ledger;
  private final int postings;
  private final int registerWrites;

  private final @Nullable PacketBuffer[] buffers;
  private final long[] mapped;
  private long ring;
  private int producer;
  private int announced;

  ReceiveBuffers(DriverContext context, Nic nic) {
    this.dma = context.dma();
    this.device = context.device();
    this.nic = nic;
    this.packets = context.packets();
    this.memory = context.machine().memory();
    this.bufferBytes = bytes(context.settings());
    this.pending = context.settings().rings().receivePending();
    this.mask = context.settings().rings().receiveEntries() - 1;
    this.buffers = new PacketBuffer[mask + 1];
    this.mapped = new long[mask + 1];
    this.ledger = context.machine().ledger();
    this.postings = ledger.open(CostCenter.DRIVER, NicSteps.POST);
    this.registerWrites = ledger.open(CostCenter.DRIVER, Steps.MMIO_WRITE);
  }

  /** Bytes of a buffer that the interface may write. */
  static int bytes(NicSettings settings) {
    int frame = settings.frameBytes() + Integer.BYTES; // with its check sequence
    return frame <= STANDARD_FRAME ? STANDARD_BUFFER : frame + 64;
  }

  /**
   * Fills the ring with as many buffers as are to be pending, or as can be had.
   *
   * @return how many
   */
  int start(long producerRing) {
    ring = producerRing;
    producer = 0;
    announced = 0;
    for (int i = 0; i <= mask; i++) {
      ReceiveDescriptor.initialise(memory, descriptor(i), i, bufferBytes);
    }
    while (producer < pending && postNew()) {
      // until there are enough
    }
    announce();
    return producer;
  }

  /** Unmaps and frees all buffers. */
  void stop() {
    for (int i = 0; i <= mask; i++) {
      PacketBuffer buffer = buffers[i];
      if (buffer != null) {
        dma.unmapSingle(device, mapped[i], bufferBytes, DmaDirection.FROM_DEVICE);
        packets.free(buffer);
        buffers[i] = null;
      }
    }
  }

  /** The buffer in a slot of the ring, or null if there is none. */
  @Nullable PacketBuffer at(int slot) {
    return buffers[slot & mask];
  }

  /** Where the interface finds the buffer of a slot. */
  long busAddress(int slot) {
    return mapped[slot & mask];
  }

  /** Posts the buffer of a slot again, mapped as it is. */
  void postAgain(int slot) {
    PacketBuffer buffer = buffers[slot & mask];
    if (buffer != null) {
      buffers[slot & mask] = null;
      post(buffer, mapped[slot & mask]);
    }
  }

  /**
   * Takes the buffer of a slot away and unmaps it, once a new one was posted in its stead; if none
   * can be had or mapped, it is posted again.
   *
   * @return whether it was taken away
   */
  boolean replace(int slot) {
    int index = slot & mask;
    PacketBuffer buffer = buffers[index];
    long busAddress = mapped[index];
    buffers[index] = null;
    if (!postNew()) {
      buffers[index] = buffer;
      postAgain(index);
      return false;
    }
    dma.unmapSingle(device, busAddress, bufferBytes, DmaDirection.FROM_DEVICE);
    return true;
  }

  /** Tells the interface of buffers posted since it was last told, if there are any. */
  void announce() {
    announceIfAtLeast(1);
  }

  /** The same if there are so many. */
  void announceIfAtLeast(int count) {
    if (((producer - announced) & mask) >= count) {
      announced = producer;
      ledger.add(registerWrites, 1);
      nic.setReceiveProducer(producer);
    }
  }

  private boolean postNew() {
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

  private void post(PacketBuffer buffer, long busAddress) {
    ledger.add(postings, 1);
    int slot = producer;
    producer = (slot + 1) & mask;
    buffers[slot] = buffer;
    mapped[slot] = busAddress;
    ReceiveDescriptor.setAddress(memory, descriptor(slot), busAddress);
  }

  private long descriptor(int slot) {
    return ring + (long) slot * ReceiveDescriptor.BYTES;
  }
}
