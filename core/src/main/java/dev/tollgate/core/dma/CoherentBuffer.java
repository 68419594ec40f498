package dev.tollgate.core.dma;

/**
 * Memory that a driver and a device share for as long as the driver runs: descriptor rings, status
 * blocks. Made by {@link DmaApi#allocCoherent}; both sides may read and write it at any time.
 *
 * @param physical first byte, where the CPU finds it; begins a page frame
 * @param busAddress first byte, where the device finds it
 * @param size bytes asked for; the memory behind it is rounded up to 2<sup>n</sup> page frames
 */
public record CoherentBuffer(long physical, long busAddress, long size) {

  /** log2 of the page frames that {@code size} bytes are rounded up to. */
  static int order(long size) {
    long frames = ((size - 1) >>> DmaApi.PAGE_SHIFT) + 1;
    return Long.SIZE - Long.numberOfLeadingZeros(frames - 1);
  }
}
