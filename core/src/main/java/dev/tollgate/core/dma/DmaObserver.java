package dev.tollgate.core.dma;

/** Sees what drivers entitle devices to and what devices then do. */
public interface DmaObserver {

  /**
   * A driver mapped a buffer: from now on the device is entitled to it.
   *
   * @param device {@link Device#id()}
   * @param busAddress where the device finds it
   * @param size bytes
   * @param physical first byte of the driver's own buffer, wherever the device's bytes really live
   * @param direction what the device is entitled to do
   */
  void granted(int device, long busAddress, long size, long physical, DmaDirection direction);

  /** The driver unmapped it: the entitlement ends, whatever the hardware still allows. */
  void revoked(int device, long busAddress, long size, DmaDirection direction);

  /**
   * A device accessed memory, or tried to.
   *
   * @param physical first byte reached, or {@link AddressTranslation#FAULT}
   * @param length bytes; the access stays within one I/O page
   */
  void accessed(int device, long busAddress, int length, boolean write, long physical);
}
