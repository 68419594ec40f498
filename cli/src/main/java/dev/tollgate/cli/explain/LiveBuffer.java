package dev.tollgate.cli.explain;

import dev.tollgate.core.dma.DmaDirection;

/**
 * A buffer that a driver mapped.
 *
 * @param number of the mapping, counted from 1 in the order of the run; each piece of a scatter
 *     list has its own
 * @param device it was mapped for
 * @param domain of the device; {@link Reach#UNTRANSLATED} if nothing translates for it
 * @param bus where the device finds it
 * @param size bytes
 * @param physical first byte of the driver's buffer
 * @param direction what the device is entitled to
 * @param since when, in picoseconds
 */
record LiveBuffer(
    int number,
    int device,
    int domain,
    long bus,
    long size,
    long physical,
    DmaDirection direction,
    long since) {

  long firstPage() {
    return bus >>> Reach.PAGE_SHIFT;
  }

  long lastPage() {
    return (bus + size - 1) >>> Reach.PAGE_SHIFT;
  }

  boolean covers(int otherDomain, long page) {
    return domain == otherDomain && page >= firstPage() && page <= lastPage();
  }

  /** Whether an access stays within it and within its rights. */
  boolean entitles(int otherDevice, long address, int length, boolean write) {
    boolean allowed =
        direction == DmaDirection.BIDIRECTIONAL
            || direction == (write ? DmaDirection.FROM_DEVICE : DmaDirection.TO_DEVICE);
    return device == otherDevice && isWithin(address, length) && allowed;
  }

  boolean isWithin(long address, int length) {
    return address >= bus && address + length <= bus + size;
  }
}
