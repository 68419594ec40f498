package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.CoherentBuffer;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.error.BadInputException;

/**
 * The memory that driver and interface share while the driver runs: three rings and the status
 * block, each coherent memory of its own, as tg3_alloc_consistent takes it.
 */
final class SharedMemory {

  private final DmaApi dma;
  private final int device;
  private final CoherentBuffer producerRing;
  private final CoherentBuffer returnRing;
  private final CoherentBuffer transmitRing;
  private final CoherentBuffer statusBlock;

  /**
   * Takes it.
   *
   * @throws BadInputException if the machine has not so much, or the IOMMU cannot map it
   */
  SharedMemory(DmaApi dma, int device, RingSettings rings) {
    this.dma = dma;
    this.device = device;
    producerRing =
        take("nic-receive-ring", (long) rings.receiveEntries() * ReceiveDescriptor.BYTES);
    returnRing = take("nic-return-ring", (long) rings.returnEntries() * ReceiveDescriptor.BYTES);
    transmitRing =
        take("nic-transmit-ring", (long) rings.transmitEntries() * TransmitDescriptor.BYTES);
    statusBlock = take("status block", StatusBlock.BYTES);
  }

  private CoherentBuffer take(String what, long bytes) {
    CoherentBuffer buffer = dma.allocCoherent(device, bytes);
    if (buffer == null) {
      throw new BadInputException(
          "%s: no %d bytes of memory could be had and mapped for it; make it smaller"
                  .formatted(what, bytes)
              + " or choose a machine with more memory");
    }
    return buffer;
  }

  /** Where the interface finds it. */
  RingAddresses busAddresses() {
    return new RingAddresses(
        producerRing.busAddress(),
        returnRing.busAddress(),
        transmitRing.busAddress(),
        statusBlock.busAddress());
  }

  /** Where the driver finds the producer ring. */
  long producerRing() {
    return producerRing.physical();
  }

  /** Where the driver finds the return ring. */
  long returnRing() {
    return returnRing.physical();
  }

  /** Where the driver finds the transmit ring. */
  long transmitRing() {
    return transmitRing.physical();
  }

  /** Where the driver finds the status block. */
  long statusBlock() {
    return statusBlock.physical();
  }

  /** Gives everything back. */
  void free() {
    dma.freeCoherent(device, producerRing);
    dma.freeCoherent(device, returnRing);
    dma.freeCoherent(device, transmitRing);
    dma.freeCoherent(device, statusBlock);
  }
}
