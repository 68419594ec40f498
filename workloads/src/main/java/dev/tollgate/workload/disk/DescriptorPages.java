package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.CoherentBuffer;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages of coherent memory for lists that a device reads, taken when they are first needed and kept
 * for as long as the driver runs: Linux's {@code dma_pool} of 4096 bytes.
 */
final class DescriptorPages {

  private final DmaApi dma;
  private final int device;
  private final List<CoherentBuffer> all = new ArrayList<>();
  private final ArrayList<Integer> free = new ArrayList<>();

  DescriptorPages(DmaApi dma, int device) {
    this.dma = dma;
    this.device = device;
  }

  /**
   * Takes a page.
   *
   * @return its number
   * @throws BadInputException if there is no memory for it
   */
  int take() {
    if (!free.isEmpty()) {
      return free.remove(free.size() - 1);
    }
    CoherentBuffer page = dma.allocCoherent(device, PhysicalMemory.FRAME_BYTES);
    if (page == null) {
      throw new BadInputException(
          "there is no memory left for the disk's lists; choose a machine with more");
    }
    all.add(page);
    return all.size() - 1;
  }

  /** Gives a page back. */
  void give(int page) {
    free.add(page);
  }

  /** Physical address of a page. */
  long physical(int page) {
    return all.get(page).physical();
  }

  /** Bus address of a page. */
  long bus(int page) {
    return all.get(page).busAddress();
  }

  /** Pages that exist. */
  int count() {
    return all.size();
  }

  /** Gives all memory back. */
  void close() {
    all.forEach(page -> dma.freeCoherent(device, page));
    all.clear();
    free.clear();
  }
}
