package dev.tollgate.workload.net.nic;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that the driver posts to the producer ring, each mapped for as long as it is there,
 * or for good if they come from a {@link ReceivePool}: the interface fills them in whatever order
 * it likes, and says which.
 */
final class ReceiveBuffers {

  /** Bytes before the Ethernet header, so that the IP header is aligned: TG3_RX_OFFSET. */
  static final int ALIGNMENT_OFFSET = 2;

  /** Buffers replaced in one call, at most. */
  static final int MOST_COLLECTED = 16;

  private static final int STANDARD_BUFFER = 1536 + 64;
  private static final int STANDARD_FRAME = 1518;

  private final DmaApi dma;
  private final int device;
  private final Nic nic;
  private final PacketMemory packets;
  private final PhysicalMemory memory;
  private final int bufferBytes;
  private final @Nullable ReceivePool pool;
  private final int pending;
  private final int mask;

  private final CycleAccount postings;
  private final CycleAccount registerWrites;

  private final @Nullable PacketBuffer[] buffers;
  private final long[] mapped;
  private final ScatterList fresh = new ScatterList();
  private final ScatterList done = new ScatterList();
  private final @Nullable PacketBuffer[] freshBuffers = new PacketBuffer[MOST_COLLECTED];
  private final @Nullable PacketBuffer[] collected = new PacketBuffer[MOST_COLLECTED];
  private final long[] collectedAt = new long[MOST_COLLECTED];
  private int collectedCount;

  private long ring;
  private int producer;
  private int announced;

  ReceiveBuffers(DriverContext context, Nic nic, DriverCounts counts) {
    this.dma = context.dma();
    this.device = context.device();
    this.nic = nic;
    this.packets = context.packets();
    this.memory = context.machine().memory();
    this.bufferBytes = bytes(context.settings());
    this.pool =
        dma.style(device) == MappingStyle.POOLED
            ? new ReceivePool(context, bufferBytes + ALIGNMENT_OFFSET, counts)
            : null;
    this.pending = context.settings().rings().receivePending();
    this.mask = context.settings().rings().receiveEntries() - 1;
    this.buffers = new PacketBuffer[mask + 1];
    this.mapped = new long[mask + 1];
    CycleLedger ledger = context.machine().ledger();
    this.postings = ledger.account(CostCenter.DRIVER, NicSteps.POST);
    this.registerWrites = ledger.account(CostCenter.DRIVER, Steps.MMIO_WRITE);
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
        if (pool == null) {
          dma.unmapSingle(device, mapped[i], bufferBytes, DmaDirection.FROM_DEVICE);
        }
        packets.free(buffer);
        buffers[i] = null;
      }
    }
    if (pool != null) {
      pool.stop();
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
   * Takes the buffer of a slot away, with a frame of {@code length} bytes, and unmaps it or, if it
   * is of a pool, lets the CPU see the frame, once a new one was posted in its stead; if none can
   * be had or mapped, it is posted again.
   *
   * @return whether it was taken away
   */
  boolean replace(int slot, int length) {
    int index = slot & mask;
    PacketBuffer buffer = buffers[index];
    long busAddress = mapped[index];
    buffers[index] = null;
    if (!postNew()) {
      buffers[index] = buffer;
      postAgain(index);
      return false;
    }
    if (pool == null) {
      dma.unmapSingle(device, busAddress, bufferBytes, DmaDirection.FROM_DEVICE);
    } else {
      dma.syncForCpu(device, busAddress, length, DmaDirection.FROM_DEVICE);
    }
    return true;
  }

  /** Takes the buffer of a slot away, to be replaced with others by {@link #replaceCollected}. */
  void collect(int slot) {
    int index = slot & mask;
    collected[collectedCount] = buffers[index];
    collectedAt[collectedCount++] = mapped[index];
    buffers[index] = null;
  }

  /**
   * Posts new buffers in the stead of those collected, mapped in one call, and unmaps these in
   * another; those that no new one could be had or mapped for are posted again.
   *
   * @return how many were replaced, the first ones
   */
  int replaceCollected() {
    int count = collectedCount;
    collectedCount = 0;
    int replaced = count == 0 ? 0 : postNew(count);
    done.clear();
    for (int i = 0; i < count; i++) {
      PacketBuffer buffer = collected[i];
      collected[i] = null;
      if (i >= replaced && buffer != null) {
        post(buffer, collectedAt[i]);
      } else if (buffer != null) {
        done.add(buffer.head, bufferBytes);
        done.placeAt(i, collectedAt[i]);
      }
    }
    if (replaced > 0) {
      dma.unmapMulti(device, done, DmaDirection.FROM_DEVICE);
    }
    return replaced;
  }

  /** Posts up to so many new buffers, mapped in one call; answers how many. */
  private int postNew(int count) {
    fresh.clear();
    for (int i = 0; i < count; i++) {
      PacketBuffer buffer = packets.allocate(bufferBytes + ALIGNMENT_OFFSET);
      if (buffer == null) {
        break;
      }
      buffer.head += ALIGNMENT_OFFSET;
      freshBuffers[i] = buffer;
      fresh.add(buffer.head, bufferBytes);
    }
    int taken = fresh.length();
    int made = taken == 0 ? 0 : dma.mapMulti(device, fresh, DmaDirection.FROM_DEVICE);
    for (int i = 0; i < taken; i++) {
      PacketBuffer buffer = freshBuffers[i];
      freshBuffers[i] = null;
      if (buffer != null && i < made) {
        post(buffer, fresh.busAddress(i));
      } else if (buffer != null) {
        packets.free(buffer);
      }
    }
    return made;
  }

  /** Tells the interface of buffers posted since it was last told, if there are any. */
  void announce() {
    announceIfAtLeast(1);
  }

  /** The same if there are so many. */
  void announceIfAtLeast(int count) {
    if (((producer - announced) & mask) >= count) {
      announced = producer;
      registerWrites.one();
      nic.setReceiveProducer(producer);
    }
  }

  private boolean postNew() {
    if (pool != null) {
      PacketBuffer pooled = pool.take(ALIGNMENT_OFFSET);
      if (pooled != null) {
        post(pooled, pool.busAddress(pooled));
      }
      return pooled != null;
    }
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
    postings.one();
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
