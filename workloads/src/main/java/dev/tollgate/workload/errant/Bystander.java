package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;

/**
 * Honest traffic of a device that sends: its driver takes a buffer, fills it with a new secret and
 * maps it; the device reads its first bytes; the oldest of the mapped buffers is unmapped, and the
 * oldest that the kernel holds is freed. One of each is a step.
 */
final class Bystander {

  private static final int READ_BYTES = 64;

  private final int device;
  private final DmaApi dma;
  private final BusMaster bus;
  private final Buffers buffers;
  private final int bufferBytes;
  private final int mostMapped;
  private final byte[] received = new byte[READ_BYTES];

  private final int[] held;
  private final long[] addresses;
  private long taken;
  private long unmapped;
  private long freed;

  private long refused;
  private long wrong;
  private long unserved;

  Bystander(int device, DmaApi dma, BusMaster bus, Buffers buffers, ErrantOptions options) {
    this.device = device;
    this.dma = dma;
    this.bus = bus;
    this.buffers = buffers;
    this.bufferBytes = options.trafficSize();
    this.mostMapped = options.trafficMapped();
    int most = Math.max(options.trafficBuffers(), mostMapped + 1);
    this.held = new int[most];
    this.addresses = new long[most];
  }

  /** First part of a step. Answers whether memory and I/O pages sufficed. */
  boolean map() {
    if (taken - freed == held.length) {
      buffers.free(held[slot(freed++)]);
    }
    int buffer = buffers.allocate(bufferBytes);
    if (buffer == Buffers.NONE) {
      unserved++;
      return false;
    }
    long address =
        dma.mapSingle(device, buffers.physical(buffer), bufferBytes, DmaDirection.TO_DEVICE);
    if (dma.mappingError(device, address)) {
      buffers.free(buffer);
      unserved++;
      return false;
    }
    held[slot(taken)] = buffer;
    addresses[slot(taken)] = address;
    taken++;
    return true;
  }

  /** Second part: the device reads what was mapped last. */
  void access() {
    if (taken == unmapped) {
      return;
    }
    int latest = slot(taken - 1);
    if (!bus.read(device, addresses[latest], received, 0, READ_BYTES)) {
      refused++;
    } else if (!Words.allAre(received, buffers.content(held[latest]))) {
      wrong++;
    }
  }

  /** Last part: the oldest mapping ends if enough others are there. Answers whether one did. */
  boolean unmap() {
    if (taken - unmapped <= mostMapped) {
      return false;
    }
    endOldest();
    return true;
  }

  private void endOldest() {
    long address = addresses[slot(unmapped++)];
    dma.unmapSingle(device, address, bufferBytes, DmaDirection.TO_DEVICE);
  }

  /** Unmaps and frees everything. */
  void close() {
    while (unmapped < taken) {
      endOldest();
    }
    while (freed < taken) {
      buffers.free(held[slot(freed++)]);
    }
  }

  private int slot(long index) {
    return (int) (index % held.length);
  }

  /** Bus address of what was mapped last, or {@link DmaMapOperations#MAPPING_ERROR}. */
  long latestAddress() {
    return taken == unmapped ? DmaMapOperations.MAPPING_ERROR : addresses[slot(taken - 1)];
  }

  /** The buffer that was mapped last, or {@link Buffers#NONE}. */
  int latestBuffer() {
    return taken == unmapped ? Buffers.NONE : held[slot(taken - 1)];
  }

  /** Whether a buffer of its own is mapped at an I/O page. */
  boolean hasMapped(long ioPage) {
    for (long i = unmapped; i < taken; i++) {
      long address = addresses[slot(i)];
      if (Words.page(address) <= ioPage && ioPage <= Words.page(address + bufferBytes - 1)) {
        return true;
      }
    }
    return false;
  }

  /** Its accesses that were refused although it was entitled to them. */
  long refused() {
    return refused;
  }

  /** Its accesses that met other bytes than it was entitled to. */
  long wrong() {
    return wrong;
  }

  /** Buffers that it did not get or could not map. */
  long unserved() {
    return unserved;
  }
}
