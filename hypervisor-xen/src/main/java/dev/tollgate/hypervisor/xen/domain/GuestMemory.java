package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * Where a guest's pointers lead: Xen's copies from and to guests ({@code copy_from_guest}, {@code
 * copy_to_guest}).
 *
 * <p>A pointer is a virtual address of the guest and goes through its page table, entry by entry. A
 * copy fails, which the hypercall reports as −EFAULT, if any page is not mapped, if it is written
 * to without the right, or if the pointer is into Xen's own part of the address space. A copy that
 * fails half-way leaves what it had copied.
 */
public final class GuestMemory {

  /** What {@link #translate} answers for an address that leads nowhere. */
  public static final long FAULT = -1;

  private static final int PAGE_MASK = PhysicalMemory.FRAME_BYTES - 1;

  private final PhysicalMemory memory;
  private final LinearMap map;

  GuestMemory(PhysicalMemory memory, LinearMap map) {
    this.memory = memory;
    this.map = map;
  }

  /** Machine address behind a virtual address, or {@link #FAULT}. */
  public long translate(long virtual, boolean write) {
    int slot = map.slotOf(virtual);
    if (slot < 0) {
      return FAULT;
    }
    long entry = map.entry(slot);
    if (!PageTableEntry.isPresent(entry) || (write && !PageTableEntry.isWritable(entry))) {
      return FAULT;
    }
    long machine =
        PageTableEntry.frame(entry) << PhysicalMemory.FRAME_SHIFT | (virtual & PAGE_MASK);
    return machine < memory.size() ? machine : FAULT;
  }

  /** Copies from the guest; false if the guest's pointer is bad. */
  public boolean read(long virtual, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      long machine = translate(virtual + done, false);
      if (machine == FAULT) {
        return false;
      }
      int piece = Math.min(length - done, toEndOfPage(machine));
      memory.read(machine, target, offset + done, piece);
      done += piece;
    }
    return true;
  }

  /** Copies to the guest; false if the guest's pointer is bad. */
  public boolean write(long virtual, byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      long machine = translate(virtual + done, true);
      if (machine == FAULT) {
        return false;
      }
      int piece = Math.min(length - done, toEndOfPage(machine));
      memory.write(machine, source, offset + done, piece);
      done += piece;
    }
    return true;
  }

  /** Copies one 64-bit word to the guest; false if the guest's pointer is bad. */
  public boolean writeLong(long virtual, long value) {
    long machine = translate(virtual, true);
    if (machine == FAULT) {
      return false;
    }
    if (toEndOfPage(machine) >= Long.BYTES) {
      memory.writeLongLittleEndian(machine, value);
      return true;
    }
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return write(virtual, bytes, 0, Long.BYTES);
  }

  private static int toEndOfPage(long machine) {
    return PhysicalMemory.FRAME_BYTES - ((int) machine & PAGE_MASK);
  }
}
