package dev.tollgate.core.policy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.TimedLock;

/**
 * The memory that bounce buffers are taken from, after Linux's {@code kernel/dma/swiotlb.c}: slots
 * of 2 KiB in segments of 128, searched next-fit under one lock. Each slot knows how many free
 * slots follow it up to the end of its segment, itself included, so a search looks at one slot for
 * each place it tries; a run never crosses a segment, and is 256 KiB at most.
 *
 * <p>Here runs begin and end at page frames, as they do for Linux when an IOMMU maps them: a page
 * frame never holds slots of two buffers.
 */
final class SlotPool {

  /** Instead of an address: no run of free slots is long enough. */
  static final long NONE = -1;

  /** Page frames of the longest run. */
  static final int MOST_FRAMES = 64;

  /** Bytes of a segment. */
  static final long SEGMENT_BYTES = (long) MOST_FRAMES << PhysicalMemory.FRAME_SHIFT;

  /** One slot looked at, or its count of free slots written. */
  static final Step SLOT =
      new Step(
          "bounce-slot",
          "bounce slot examined or updated",
          Price.estimated(3, "one cached load or store of a table walked in order"));

  private static final int SLOTS_OF_FRAME = 2;
  private static final int SEGMENT = MOST_FRAMES * SLOTS_OF_FRAME;
  private static final int SLOT_SHIFT = 11;

  private final long base;
  private final byte[] free; // slots free from here to the end of the segment, at most 128
  private final TimedLock lock;
  private final CycleLedger ledger;
  private final int steps;
  private int next;
  private int used;
  private int mostUsed;
  private long refused;

  /**
   * A pool over {@code bytes} of memory at {@code base}.
   *
   * @param bytes a multiple of {@link #SEGMENT_BYTES}
   */
  SlotPool(Machine machine, long base, long bytes) {
    this.base = base;
    this.free = new byte[Math.toIntExact(bytes >>> SLOT_SHIFT)];
    for (int slot = 0; slot < free.length; slot++) {
      free[slot] = (byte) (SEGMENT - slot % SEGMENT);
    }
    this.lock = new TimedLock("bounce slots", machine);
    this.ledger = machine.ledger();
    this.steps = ledger.open(CostCenter.COPY, SLOT);
  }

  /** Takes a run of page frames; the address of its first byte, or {@link #NONE}. */
  long take(int frames) {
    int slots = frames * SLOTS_OF_FRAME;
    if (frames > MOST_FRAMES) {
      refused++;
      return NONE;
    }
    lock.acquire();
    int slot = slots <= free.length - used ? search(slots) : -1;
    if (slot >= 0) {
      take(slot, slots);
    } else {
      refused++;
    }
    lock.release();
    return slot < 0 ? NONE : base + ((long) slot << SLOT_SHIFT);
  }

  /** Gives a run of page frames back, or part of one. */
  void giveBack(long address, int frames) {
    int slot = (int) ((address - base) >>> SLOT_SHIFT);
    int slots = frames * SLOTS_OF_FRAME;
    lock.acquire();
    int end = slot + slots;
    int count = end % SEGMENT == 0 ? 0 : count(end);
    for (int i = end - 1; i >= slot; i--) {
      free[i] = (byte) ++count;
    }
    recountBefore(slot, count);
    ledger.add(steps, slots);
    used -= slots;
    lock.release();
  }

  /** Whether a segment begins at an address of the pool. */
  boolean beginsSegment(long address) {
    return (address - base) % SEGMENT_BYTES == 0;
  }

  /** Bytes of the pool. */
  long bytes() {
    return (long) free.length << SLOT_SHIFT;
  }

  /** Bytes taken at once, at most. */
  long mostBytes() {
    return (long) mostUsed << SLOT_SHIFT;
  }

  /** Bytes taken now. */
  long usedBytes() {
    return (long) used << SLOT_SHIFT;
  }

  /** Runs that could not be taken. */
  long refused() {
    return refused;
  }

  /** The first slot of a frame from which enough are free, from where the last search ended. */
  private int search(int slots) {
    int at = next;
    for (int looked = 1; looked <= free.length / SLOTS_OF_FRAME; looked++) {
      if (count(at) >= slots) {
        ledger.add(steps, looked);
        return at;
      }
      at = (at + SLOTS_OF_FRAME) % free.length;
    }
    ledger.add(steps, free.length / SLOTS_OF_FRAME);
    return -1;
  }

  private void take(int slot, int slots) {
    for (int i = slot; i < slot + slots; i++) {
      free[i] = 0;
    }
    recountBefore(slot, 0);
    ledger.add(steps, slots);
    next = (slot + slots) % free.length;
    used += slots;
    mostUsed = Math.max(mostUsed, used);
  }

  /** Slots before {@code slot} in its segment that are free see {@code count} more behind them. */
  private void recountBefore(int slot, int count) {
    int written = 0;
    for (int i = slot - 1; i >= slot - slot % SEGMENT && free[i] != 0; i--) {
      free[i] = (byte) (count + ++written);
    }
    ledger.add(steps, written);
  }

  private int count(int slot) {
    return free[slot] & 0xff;
  }
}
