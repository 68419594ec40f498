package dev.tollgate.core.dma;

/**
 * A bus master and what it can address.
 *
 * @param id index of the device in its machine, from 0
 * @param name name for reports, as the kernel prints it: {@code 0000:00:04.0}
 * @param bus index of the bus (PCI host bridge) the device sits on, from 0; units that translate
 *     per bus share one table among all devices of a bus
 * @param dmaMask highest bus address the device can drive, all lower bits set
 * @param maxSegmentBytes longest scatter-gather segment it accepts, in bytes
 * @param segmentBoundaryMask no segment may cross a multiple of this value plus one, in bytes
 */
public record Device(
    int id, String name, int bus, long dmaMask, long maxSegmentBytes, long segmentBoundaryMask) {

  /** Mask of a device that drives 32 address bits. */
  public static final long MASK_32 = 0xffff_ffffL;

  /** A 32-bit device with Linux's default limits: segments of 64 KiB, boundary of 4 GiB. */
  public static Device ofDefaults(int id, String name, int bus) {
    return new Device(id, name, bus, MASK_32, 65_536, MASK_32);
  }
}
