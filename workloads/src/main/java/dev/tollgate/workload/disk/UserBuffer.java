package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;

/** Memory of a program for direct I/O, page by page from the page allocator. */
final class UserBuffer {

  private final Machine machine;
  private final long[] pages;

  /**
   * A buffer.
   *
   * @throws BadInputException if there is no memory for it
   */
  UserBuffer(Machine machine, long bytes) {
    this.machine = machine;
    long count = (bytes + PhysicalMemory.FRAME_BYTES - 1) >>> PhysicalMemory.FRAME_SHIFT;
    if (count > machine.pages().freeFrames()) {
      throw tooLarge(machine, bytes);
    }
    this.pages = new long[(int) count];
    for (int i = 0; i < pages.length; i++) {
      long frame = machine.pages().allocate(0);
      if (frame == PageAllocator.NO_FRAME) {
        throw tooLarge(machine, bytes);
      }
      pages[i] = frame << PhysicalMemory.FRAME_SHIFT;
    }
  }

  private static BadInputException tooLarge(Machine machine, long bytes) {
    return new BadInputException(
        "a buffer of %d bytes does not fit the memory of machine %s, of which %d bytes are free;"
                .formatted(
                    bytes,
                    machine.profile().name(),
                    machine.pages().freeFrames() << PhysicalMemory.FRAME_SHIFT)
            + " choose smaller blocks, fewer of them at once, or machine.ram");
  }

  /** Physical address of a byte. */
  long address(int offset) {
    return pages[offset >>> PhysicalMemory.FRAME_SHIFT]
        + (offset & (PhysicalMemory.FRAME_BYTES - 1));
  }

  /** Bytes that follow a byte in its page, itself included. */
  static int restOfPage(int offset) {
    return PhysicalMemory.FRAME_BYTES - (offset & (PhysicalMemory.FRAME_BYTES - 1));
  }

  /** Pages it has. */
  int pageCount() {
    return pages.length;
  }

  /** Gives the memory back. */
  void close() {
    for (long page : pages) {
      machine.pages().free(page >>> PhysicalMemory.FRAME_SHIFT, 0);
    }
  }
}
