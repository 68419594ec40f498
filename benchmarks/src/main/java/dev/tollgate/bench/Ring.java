package dev.tollgate.bench;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.Machine;

/**
 * A driver's receive ring: buffers of one page, {@value #LIVE} of them mapped at any time. Each
 * step maps one, lets the device write it, and unmaps the oldest; a microsecond passes.
 */
final class Ring {

  /** Buffers mapped at any time. */
  static final int LIVE = 256;

  /** Pages of a scatter list. */
  static final int PAGES = 16;

  private static final int FRAMES = 1024;
  private static final int PAGE_BYTES = 4096;
  private static final long STEP_PICOSECONDS = 1_000_000;

  private final Machine machine;
  private final DmaApi dma;
  private final BusMaster bus;
  private final long firstByte;
  private final long[] mapped = new long[LIVE];
  private final ScatterList[] lists = new ScatterList[LIVE / PAGES];
  private int oldest;
  private int oldestList;
  private int frame;

  /** A full ring. */
  Ring(ProductPath path) {
    this.machine = path.machine;
    this.dma = path.dma;
    this.bus = path.bus;
    this.firstByte = machine.pages().allocate(10) * PAGE_BYTES;
    for (int i = 0; i < LIVE; i++) {
      mapped[i] = map();
    }
    for (int i = 0; i < lists.length; i++) {
      lists[i] = new ScatterList();
      fill(lists[i]);
    }
  }

  private long map() {
    frame = (frame + 1) & (FRAMES - 1);
    return dma.mapSingle(
        0, firstByte + (long) frame * PAGE_BYTES, PAGE_BYTES, DmaDirection.FROM_DEVICE);
  }

  private void fill(ScatterList list) {
    list.clear();
    for (int i = 0; i < PAGES; i++) {
      frame = (frame + 7) & (FRAMES - 1);
      list.add(firstByte + (long) frame * PAGE_BYTES, PAGE_BYTES);
    }
    if (dma.mapScatter(0, list, DmaDirection.FROM_DEVICE) != PAGES) {
      throw new IllegalStateException("I/O pages ran out");
    }
  }

  /** Maps, translates, unmaps one page; answers whether the device reached its buffer. */
  boolean single() {
    machine.advanceTo(machine.now() + STEP_PICOSECONDS);
    int slot = oldest;
    oldest = (slot + 1) & (LIVE - 1);
    dma.unmapSingle(0, mapped[slot], PAGE_BYTES, DmaDirection.FROM_DEVICE);
    long address = map();
    mapped[slot] = address;
    return bus.touch(0, address, PAGE_BYTES, true);
  }

  /** Maps, translates, unmaps {@link #PAGES} pages in one list. */
  boolean scatter() {
    machine.advanceTo(machine.now() + STEP_PICOSECONDS);
    int slot = oldestList;
    oldestList = (slot + 1) & (lists.length - 1);
    ScatterList list = lists[slot];
    dma.unmapScatter(0, list, DmaDirection.FROM_DEVICE);
    fill(list);
    boolean all = true;
    for (int i = 0; i < PAGES; i++) {
      all &= bus.touch(0, list.busAddress(i), PAGE_BYTES, true);
    }
    return all;
  }
}
