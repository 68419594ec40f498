package dev.tollgate.core.dma;

/**
 * What the DMA API asks of the code between it and an IOMMU, for one device: the counterpart of
 * Linux's {@code struct dma_map_ops}.
 *
 * <p>Addresses and sizes are bytes. A buffer may begin and end anywhere; how its pages are mapped
 * is this code's choice.
 */
public interface DmaMapOperations {

  /** Returned by {@link #map} when no mapping could be made; Linux's {@code DMA_MAPPING_ERROR}. */
  long MAPPING_ERROR = -1;

  /**
   * Makes {@code size} bytes at {@code physical} reachable by the device.
   *
   * @param pageAlignment alignment of the bus address in I/O pages, a power of two; 1 for streaming
   *     mappings
   * @return bus address of the first byte, or {@link #MAPPING_ERROR}
   */
  long map(long physical, long size, DmaDirection direction, int pageAlignment);

  /**
   * Ends the mapping that begins at {@code busAddress}; the caller gives the size and direction it
   * mapped with.
   */
  void unmap(long busAddress, long size, DmaDirection direction);

  /**
   * Makes memory that driver and device share for long reachable: whole page frames of the driver's
   * own, which both may read and write at any time, so that no copy can stand for them.
   *
   * @return as {@link #map}
   */
  default long mapCoherent(long physical, long size, int pageAlignment) {
    return map(physical, size, DmaDirection.BIDIRECTIONAL, pageAlignment);
  }

  /** Ends a mapping of {@link #mapCoherent}. */
  default void unmapCoherent(long busAddress, long size) {
    unmap(busAddress, size, DmaDirection.BIDIRECTIONAL);
  }

  /** Makes the device's writes to part of a mapping visible to the CPU. */
  default void syncForCpu(long busAddress, long size, DmaDirection direction) {}

  /** Makes the CPU's writes to part of a mapping visible to the device. */
  default void syncForDevice(long busAddress, long size, DmaDirection direction) {}

  /**
   * Maps all segments of {@code list}, setting each segment's bus address.
   *
   * @return number of bus segments made (fewer than given where neighbours were merged), or 0 if
   *     nothing could be mapped; then nothing stays mapped
   */
  default int mapScatter(ScatterList list, DmaDirection direction) {
    for (int i = 0; i < list.length(); i++) {
      long bus = map(list.physical(i), list.size(i), direction, 1);
      if (bus == MAPPING_ERROR) {
        while (--i >= 0) {
          unmap(list.busAddress(i), list.size(i), direction);
        }
        return 0;
      }
      list.placeAt(i, bus);
    }
    return list.length();
  }

  /**
   * Maps the buffers of {@code list} one by one, each a mapping of its own as by {@link #map}, and
   * sets their bus addresses. Stops at the first that cannot be mapped.
   *
   * @return how many were mapped, from the first
   */
  default int mapMulti(ScatterList list, DmaDirection direction) {
    for (int i = 0; i < list.length(); i++) {
      long bus = map(list.physical(i), list.size(i), direction, 1);
      if (bus == MAPPING_ERROR) {
        return i;
      }
      list.placeAt(i, bus);
    }
    return list.length();
  }

  /** Ends mappings, each made by {@link #map} or {@link #mapMulti}. */
  default void unmapMulti(ScatterList list, DmaDirection direction) {
    for (int i = 0; i < list.length(); i++) {
      unmap(list.busAddress(i), list.size(i), direction);
    }
  }

  /** How the driver of the device should map. */
  default MappingStyle style() {
    return MappingStyle.EACH;
  }

  /** Ends all mappings of a list mapped with {@link #mapScatter}. */
  default void unmapScatter(ScatterList list, DmaDirection direction) {
    for (int i = 0; i < list.length(); i++) {
      unmap(list.busAddress(i), list.size(i), direction);
    }
  }
}
