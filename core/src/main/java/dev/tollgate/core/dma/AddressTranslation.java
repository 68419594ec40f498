package dev.tollgate.core.dma;

/** What stands between a device and memory: turns bus addresses into physical ones. */
@FunctionalInterface
public interface AddressTranslation {

  /** Returned by {@link #translate} when the unit refuses the access. */
  long FAULT = -1;

  /**
   * Translates one access that does not cross a 4 KiB boundary of bus addresses.
   *
   * @param device {@link Device#id()} of the bus master
   * @param busAddress byte address as the device drives it
   * @param write whether the device writes memory
   * @return physical byte address, or {@link #FAULT}
   */
  long translate(int device, long busAddress, boolean write);

  /**
   * Whether an address lies in memory that the unit keeps spare: accesses that nobody made a
   * mapping for go there, and what lies there is nobody's.
   */
  default boolean isSpare(long physical) {
    return false;
  }
}
