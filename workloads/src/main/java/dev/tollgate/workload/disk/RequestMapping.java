package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.error.BadInputException;

/** Maps the memory of requests for a disk, and unmaps it: one DMA API call for each. */
final class RequestMapping {

  private final DmaApi dma;
  private final int device;
  private final String name;
  private long mapped;
  private long segments;
  private long refused;
  private int live;

  RequestMapping(DmaApi dma, int device, String name) {
    this.dma = dma;
    this.device = device;
    this.name = name;
  }

  /**
   * Maps a request's segments.
   *
   * @return false if there is no room now, but will be when another request is done
   * @throws BadInputException if no request is mapped and still there is no room
   */
  boolean map(BlockRequest request) {
    if (request.isReachable()) {
      use(request);
      return true;
    }
    int made = dma.mapScatter(device, request.segments, request.direction());
    if (made == 0) {
      refused++;
      if (live == 0) {
        throw new BadInputException(
            "%s: a request of %d segments cannot be mapped at all; the table is too small, or the"
                    .formatted(name, request.segments.length())
                + " memory is beyond what the disk can address");
      }
      return false;
    }
    mapped++;
    live++;
    segments += request.segments.length();
    return true;
  }

  /** Has the device use what it reaches already. */
  private void use(BlockRequest request) {
    ScatterList list = request.segments;
    for (int i = 0; i < list.length(); i++) {
      dma.useMapped(
          device, list.busAddress(i), list.size(i), list.physical(i), request.direction());
    }
  }

  /** Unmaps them. */
  void unmap(BlockRequest request) {
    if (request.isReachable()) {
      ScatterList list = request.segments;
      for (int i = 0; i < list.length(); i++) {
        dma.endUse(device, list.busAddress(i), list.size(i), request.direction());
      }
      return;
    }
    dma.unmapScatter(device, request.segments, request.direction());
    live--;
  }

  /** Requests mapped so far. */
  long mapped() {
    return mapped;
  }

  /** Segments in them. */
  long segments() {
    return segments;
  }

  /** Times that there was no room. */
  long refused() {
    return refused;
  }
}
