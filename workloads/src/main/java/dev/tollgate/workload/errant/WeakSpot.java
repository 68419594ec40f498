package dev.tollgate.workload.errant;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The place beside a buffer on its page where a word written breaks the allocator's lists.
 * Attackers know it from the kernel's source; here it is tried out, and what was tried is put back.
 */
final class WeakSpot {

  static final long NONE = Long.MIN_VALUE;

  private WeakSpot() {}

  /** Bytes from a buffer's first byte to the place, or {@link #NONE} if its page has none. */
  static long beside(Scene scene, int buffer) {
    PhysicalMemory memory = scene.machine().memory();
    Buffers buffers = scene.buffers();
    long start = buffers.physical(buffer);
    long page = start - Words.offset(start);
    byte[] before = new byte[PhysicalMemory.FRAME_BYTES];
    memory.read(page, before, 0, before.length);
    boolean breaks = false;
    for (int at = 0; at < before.length && !breaks; at += Long.BYTES) {
      scar(memory, buffers, page + at);
    }
    breaks = !scene.striker().listsAreSound();
    memory.write(page, before, 0, before.length);
    if (!breaks) {
      return NONE;
    }
    for (int at = 0; at < before.length; at += Long.BYTES) {
      if (scar(memory, buffers, page + at)) {
        breaks = !scene.striker().listsAreSound();
        memory.write(page, before, 0, before.length);
        if (breaks) {
          return page + at - start;
        }
      }
    }
    return NONE;
  }

  private static boolean scar(PhysicalMemory memory, Buffers buffers, long address) {
    if (buffers.at(address) != Buffers.NONE) {
      return false;
    }
    memory.writeLongLittleEndian(address, Secrets.SCAR);
    return true;
  }
}
