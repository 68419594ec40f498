package dev.tollgate.core.dma;

/** Which way the bytes of a mapping move, as in Linux's {@code enum dma_data_direction}. */
public enum DmaDirection {
  /** The device may read and write the buffer. */
  BIDIRECTIONAL(true, true),
  /** The device reads what the CPU wrote: transmit. */
  TO_DEVICE(true, false),
  /** The device writes what the CPU will read: receive. */
  FROM_DEVICE(false, true);

  private final boolean deviceReads;
  private final boolean deviceWrites;

  DmaDirection(boolean deviceReads, boolean deviceWrites) {
    this.deviceReads = deviceReads;
    this.deviceWrites = deviceWrites;
  }

  /** Whether the device is entitled to read the buffer. */
  public boolean deviceReads() {
    return deviceReads;
  }

  /** Whether the device is entitled to write the buffer. */
  public boolean deviceWrites() {
    return deviceWrites;
  }

  /** Whether an access of the given kind is what this direction entitles the device to. */
  public boolean allows(boolean write) {
    return write ? deviceWrites : deviceReads;
  }
}
