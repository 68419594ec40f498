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
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The driver's half that sends, after tg3_start_xmit and tg3_tx of Linux 2.6.21.
 *
 * <p>The linear part and each fragment that did not come with a bus address are mapped by a call of
 * their own and unmapped likewise when the interface has read them. The stack is stopped when a
 * packet with most fragments would not fit any more, and woken when more than a quarter of the ring
 * is free. A packet that cannot be mapped is dropped, and what was mapped of it unmapped.
 *
 * <p>Where the policy asks for batches, the parts of a packet are mapped by one call, and all
 * packets that one piece of work cleans up are unmapped by another, before the stack hears of them.
 */
final class TransmitPath {

  private final DmaApi dma;
  private final int device;
  private final Nic nic;
  private final PhysicalMemory memory;
  private final NicSettings settings;
  private final DriverCounts counts;
  private final int pending;
  private final int mask;

  private final CycleAccount sent;
  private final CycleAccount descriptors;
  private final CycleAccount cleaned;
  private final CycleAccount registerWrites;

  private final @Nullable PacketBuffer[] packets;
  private final long[] mapped;
  private final boolean batched;
  private final ScatterList parts = new ScatterList();
  private final @Nullable PacketBuffer[] cleanedPackets;

  private long ring;
  private long statusBlock;
  private int producer;
  private int consumer;
  private int hardwareConsumer;
  private boolean stopped;

  TransmitPath(DriverContext context, Nic nic, DriverCounts counts) {
    this.dma = context.dma();
    this.device = context.device();
    this.nic = nic;
    this.memory = context.machine().memory();
    this.settings = context.settings();
    this.counts = counts;
    this.pending = settings.rings().transmitPending();
    this.mask = settings.rings().transmitEntries() - 1;
    this.packets = new PacketBuffer[mask + 1];
    this.mapped = new long[mask + 1];
    this.batched = dma.style(device) == MappingStyle.BATCHED;
    this.cleanedPackets = new PacketBuffer[mask + 1];
    CycleLedger ledger = context.machine().ledger();
    this.sent = ledger.account(CostCenter.DRIVER, NicSteps.TRANSMIT);
    this.descriptors = ledger.account(CostCenter.DRIVER, NicSteps.TRANSMIT_DESCRIPTOR);
    this.cleaned = ledger.account(CostCenter.DRIVER, NicSteps.CLEAN);
    this.registerWrites = ledger.account(CostCenter.DRIVER, Steps.MMIO_WRITE);
  }

  void start(SharedMemory shared) {
    ring = shared.transmitRing();
    statusBlock = shared.statusBlock();
    producer = 0;
    consumer = 0;
    hardwareConsumer = 0;
    stopped = false;
  }

  /** Unmaps all packets still in the ring and gives them back as dropped. */
  void stop(NetworkStack stack) {
    while (consumer != producer) {
      PacketBuffer packet = unmapFirst();
      packet.dropped = true;
      stack.transmitted(packet);
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /** Descriptors in use. */
  int used() {
    return (producer - consumer) & mask;
  }

  /** Reads from the status block how far the interface is; whether a packet was sent since. */
  boolean look() {
    hardwareConsumer =
        memory.readShortLittleEndian(statusBlock + StatusBlock.TRANSMIT_CONSUMER) & mask;
    return consumer != hardwareConsumer;
  }

  /** Whether a packet that was sent waits to be cleaned up, as far as is known. */
  boolean hasWork() {
    return consumer != hardwareConsumer;
  }

  boolean transmit(PacketBuffer packet, NetworkStack stack) {
    check(packet);
    int needed = packet.fragments + 1;
    if (pending - used() <= needed) {
      stop();
      return false;
    }
    packet.dropped = false;
    if (!map(packet)) {
      counts.transmitMappingFailures++;
      packet.dropped = true;
      stack.transmitted(packet);
      return true;
    }
    write(packet);
    counts.packetsSent++;
    if (packet.segmentBytes > 0) {
      counts.packetsSegmented++;
    }
    sent.one();
    descriptors.add(needed);
    registerWrites.one();
    nic.setTransmitProducer(producer);
    if (pending - used() <= PacketBuffer.MAX_FRAGMENTS + 1) {
      stop();
    }
    return true;
  }

  /** Cleans up to {@code most} packets that were sent. */
  void clean(int most, NetworkStack stack) {
    if (batched) {
      cleanTogether(most, stack);
    } else {
      for (int i = 0; i < most && consumer != hardwareConsumer; i++) {
        PacketBuffer packet = unmapFirst();
        cleaned.one();
        stack.transmitted(packet);
      }
    }
    if (stopped && pending - used() > pending / 4) {
      stopped = false;
      stack.roomAgain();
    }
  }

  private void cleanTogether(int most, NetworkStack stack) {
    parts.clear();
    int count = 0;
    while (count < most && consumer != hardwareConsumer) {
      PacketBuffer packet = first();
      addParts(packet, consumer, packet.fragments + 1);
      consumer = (consumer + 1 + packet.fragments) & mask;
      cleanedPackets[count++] = packet;
    }
    if (count > 0) {
      dma.unmapMulti(device, parts, DmaDirection.TO_DEVICE);
    }
    cleaned.add(count);
    for (int i = 0; i < count; i++) {
      PacketBuffer packet = cleanedPackets[i];
      cleanedPackets[i] = null;
      if (packet != null) {
        stack.transmitted(packet);
      }
    }
  }

  /**
   * Adds the first parts of a packet that the driver maps to a list, with their bus addresses from
   * a slot on; what devices reach already is done with.
   */
  private void addParts(PacketBuffer packet, int slot, int count) {
    for (int i = 0; i < count; i++) {
      if (isGiven(packet, i)) {
        endUse(packet, slot, i);
        continue;
      }
      parts.add(
          i == 0 ? packet.head : packet.fragmentAddress[i - 1],
          i == 0 ? packet.headLength : packet.fragmentLength[i - 1]);
      parts.placeAt(parts.length() - 1, mapped[(slot + i) & mask]);
    }
  }

  private boolean mapTogether(PacketBuffer packet) {
    parts.clear();
    int count = packet.fragments + 1;
    for (int i = 0; i < count; i++) {
      if (!isGiven(packet, i)) {
        parts.add(
            i == 0 ? packet.head : packet.fragmentAddress[i - 1],
            i == 0 ? packet.headLength : packet.fragmentLength[i - 1]);
      }
    }
    int made = dma.mapMulti(device, parts, DmaDirection.TO_DEVICE);
    boolean all = made == parts.length();
    int next = 0;
    int done = 0;
    for (; done < count && (isGiven(packet, done) || next < made); done++) {
      if (isGiven(packet, done)) {
        use(packet, producer, done);
      } else {
        mapped[(producer + done) & mask] = parts.busAddress(next++);
      }
    }
    if (!all) {
      parts.clear();
      addParts(packet, producer, done);
      if (parts.length() > 0) {
        dma.unmapMulti(device, parts, DmaDirection.TO_DEVICE);
      }
    }
    return all;
  }

  /** Whether a part came with a bus address; the linear part never does. */
  private static boolean isGiven(PacketBuffer packet, int part) {
    return part > 0 && packet.fragmentBusAddress[part - 1] != PacketBuffer.NONE;
  }

  private void use(PacketBuffer packet, int slot, int part) {
    long bus = packet.fragmentBusAddress[part - 1];
    mapped[(slot + part) & mask] = bus;
    dma.useMapped(
        device,
        bus,
        packet.fragmentLength[part - 1],
        packet.fragmentAddress[part - 1],
        DmaDirection.TO_DEVICE);
  }

  private void endUse(PacketBuffer packet, int slot, int part) {
    dma.endUse(
        device,
        mapped[(slot + part) & mask],
        packet.fragmentLength[part - 1],
        DmaDirection.TO_DEVICE);
  }

  private void stop() {
    if (!stopped) {
      stopped = true;
      counts.stops++;
    }
  }

  private void check(PacketBuffer packet) {
    if (packet.fragments > 0 && !settings.scatterGather()) {
      throw new IllegalArgumentException("a packet with fragments, but no scatter-gather");
    }
    if (packet.segmentBytes > 0 && !settings.segmentation()) {
      throw new IllegalArgumentException("a packet to be cut into frames, but no segmentation");
    }
    if (packet.segmentBytes == 0 && packet.length() > settings.frameBytes()) {
      throw new IllegalArgumentException(
          "a packet of %d bytes, but an MTU of %d".formatted(packet.length(), settings.mtu()));
    }
  }

  /** Maps all parts, to the slots from the producer on; false if that failed and none is mapped. */
  private boolean map(PacketBuffer packet) {
    if (batched) {
      return mapTogether(packet);
    }
    long head = dma.mapSingle(device, packet.head, packet.headLength, DmaDirection.TO_DEVICE);
    if (dma.mappingError(device, head)) {
      return false;
    }
    mapped[producer] = head;
    for (int i = 0; i < packet.fragments; i++) {
      if (isGiven(packet, i + 1)) {
        use(packet, producer, i + 1);
        continue;
      }
      long address = packet.fragmentAddress[i];
      long bus =
          dma.mapPage(
              device,
              address >>> PhysicalMemory.FRAME_SHIFT,
              address & (PhysicalMemory.FRAME_BYTES - 1),
              packet.fragmentLength[i],
              DmaDirection.TO_DEVICE);
      if (dma.mappingError(device, bus)) {
        unmap(packet, producer, i);
        return false;
      }
      mapped[(producer + 1 + i) & mask] = bus;
    }
    return true;
  }

  private void write(PacketBuffer packet) {
    int flags =
        settings.checksumOffload()
            ? TransmitDescriptor.TRANSPORT_CHECKSUM | TransmitDescriptor.IP_CHECKSUM
            : 0;
    packets[producer] = packet;
    int last = packet.fragments;
    for (int i = 0; i <= last; i++) {
      TransmitDescriptor.write(
          memory,
          ring + (long) producer * TransmitDescriptor.BYTES,
          mapped[producer],
          i == 0 ? packet.headLength : packet.fragmentLength[i - 1],
          i == last ? flags | TransmitDescriptor.END : flags,
          packet.segmentBytes);
      producer = (producer + 1) & mask;
    }
  }

  private PacketBuffer first() {
    PacketBuffer packet = packets[consumer];
    if (packet == null) {
      throw new IllegalStateException("the interface reports a packet sent that never was");
    }
    packets[consumer] = null;
    return packet;
  }

  private PacketBuffer unmapFirst() {
    PacketBuffer packet = first();
    unmap(packet, consumer, packet.fragments);
    consumer = (consumer + 1 + packet.fragments) & mask;
    return packet;
  }

  private void unmap(PacketBuffer packet, int slot, int fragments) {
    dma.unmapSingle(device, mapped[slot], packet.headLength, DmaDirection.TO_DEVICE);
    for (int i = 0; i < fragments; i++) {
      if (isGiven(packet, i + 1)) {
        endUse(packet, slot, i + 1);
        continue;
      }
      dma.unmapPage(
          device, mapped[(slot + 1 + i) & mask], packet.fragmentLength[i], DmaDirection.TO_DEVICE);
    }
  }
}
