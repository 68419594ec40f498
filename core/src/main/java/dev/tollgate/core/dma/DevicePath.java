package dev.tollgate.core.dma;

/**
 * The way from the DMA API to one device's I/O pages, with the check that the device can drive the
 * bus addresses it is given.
 */
final class DevicePath {

  final Device device;
  final DmaMapOperations operations;
  private final long beyondMask;

  DevicePath(Device device, DmaMapOperations operations) {
    this.device = device;
    this.operations = operations;
    this.beyondMask = ~device.dmaMask();
  }

  /** Maps a buffer where the device can reach it, or not at all. */
  long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    long bus = operations.map(physical, size, direction, pageAlignment);
    if (bus != DmaMapOperations.MAPPING_ERROR && !reaches(bus, size)) {
      operations.unmap(bus, size, direction);
      return DmaMapOperations.MAPPING_ERROR;
    }
    return bus;
  }

  /** Maps coherent memory where the device can reach it, or not at all. */
  long mapCoherent(long physical, long size, int pageAlignment) {
    long bus = operations.mapCoherent(physical, size, pageAlignment);
    if (bus != DmaMapOperations.MAPPING_ERROR && !reaches(bus, size)) {
      operations.unmapCoherent(bus, size);
      return DmaMapOperations.MAPPING_ERROR;
    }
    return bus;
  }

  /** Maps a list where the device can reach all of it, or nothing of it. */
  int mapScatter(ScatterList list, DmaDirection direction) {
    int made = operations.mapScatter(list, direction);
    if (made > 0 && !reachesAll(list)) {
      operations.unmapScatter(list, direction);
      made = 0;
    }
    if (made == 0) {
      for (int i = 0; i < list.length(); i++) {
        list.placeAt(i, DmaMapOperations.MAPPING_ERROR);
      }
    }
    return made;
  }

  /**
   * Maps the buffers of a list one by one, until one cannot be mapped where the device reaches it.
   */
  int mapMulti(ScatterList list, DmaDirection direction) {
    int made = operations.mapMulti(list, direction);
    int reached = 0;
    while (reached < made && reaches(list.busAddress(reached), list.size(reached))) {
      reached++;
    }
    for (int i = reached; i < list.length(); i++) {
      if (i < made) {
        operations.unmap(list.busAddress(i), list.size(i), direction);
      }
      list.placeAt(i, DmaMapOperations.MAPPING_ERROR);
    }
    return reached;
  }

  private boolean reachesAll(ScatterList list) {
    for (int i = 0; i < list.length(); i++) {
      if (!reaches(list.busAddress(i), list.size(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean reaches(long bus, long size) {
    return ((bus + size - 1) & beyondMask) == 0;
  }
}
