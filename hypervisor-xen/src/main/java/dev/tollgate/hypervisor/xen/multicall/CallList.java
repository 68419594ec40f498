package dev.tollgate.hypervisor.xen.multicall;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.GuestMemory;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;

/**
 * A guest's list of calls to be made together, in a page of the guest's memory: one CPU's multicall
 * buffer of Linux (arch/x86/xen/multicalls.c).
 */
public final class CallList {

  /** Entries that Linux's buffer holds: MC_BATCH. */
  public static final int CAPACITY = 32;

  private final PhysicalMemory machineMemory;
  private final Hypercalls hypercalls;
  private final Vcpu vcpu;
  private final MulticallUse use;
  private final long pointer;
  private final long machineAddress;
  private final long[] results = new long[CAPACITY];
  private int size;

  /**
   * An empty list.
   *
   * @param pointer virtual address of {@link #CAPACITY} × 64 bytes in one page of the guest's
   *     memory
   * @throws IllegalArgumentException if they are not
   */
  public CallList(
      PhysicalMemory machineMemory,
      Hypercalls hypercalls,
      Vcpu vcpu,
      MulticallUse use,
      long pointer) {
    this.machineMemory = machineMemory;
    this.hypercalls = hypercalls;
    this.vcpu = vcpu;
    this.use = use;
    this.pointer = pointer;
    GuestMemory memory = vcpu.domain().memory();
    this.machineAddress = memory.translate(pointer, true);
    long last = memory.translate(pointer + CAPACITY * MulticallEntry.BYTES - 1, true);
    if (machineAddress == GuestMemory.FAULT
        || last - machineAddress != CAPACITY * MulticallEntry.BYTES - 1) {
      throw new IllegalArgumentException("0x%x is no page of %s".formatted(pointer, vcpu));
    }
  }

  /** Calls on it. */
  public int size() {
    return size;
  }

  /** Whether no call fits any more; it must be issued first. */
  public boolean isFull() {
    return size == CAPACITY;
  }

  /**
   * Puts a call on it.
   *
   * @return its number, for {@link #result}
   */
  public int add(long number, long a0, long a1, long a2, long a3) {
    if (isFull()) {
      throw new IllegalStateException("a list of calls holds %d".formatted(CAPACITY));
    }
    long entry = machineAddress + (long) size * MulticallEntry.BYTES;
    word(entry + MulticallEntry.NUMBER, number);
    word(entry + MulticallEntry.argument(0), a0);
    word(entry + MulticallEntry.argument(1), a1);
    word(entry + MulticallEntry.argument(2), a2);
    word(entry + MulticallEntry.argument(3), a3);
    word(entry + MulticallEntry.argument(4), 0);
    return size++;
  }

  /**
   * Makes the calls and empties the list.
   *
   * @return how many there were
   */
  public int issue() {
    int count = size;
    boolean direct =
        use == MulticallUse.NEVER || (use == MulticallUse.BYPASS_SINGLETON && count == 1);
    if (count > 0 && !direct) {
      hypercalls.call(vcpu, HypercallNumbers.MULTICALL, pointer, count);
    }
    for (int i = 0; i < count; i++) {
      long entry = machineAddress + (long) i * MulticallEntry.BYTES;
      results[i] =
          direct
              ? hypercalls.call(
                  vcpu,
                  read(entry + MulticallEntry.NUMBER),
                  read(entry + MulticallEntry.argument(0)),
                  read(entry + MulticallEntry.argument(1)),
                  read(entry + MulticallEntry.argument(2)),
                  read(entry + MulticallEntry.argument(3)),
                  0)
              : read(entry + MulticallEntry.RESULT);
    }
    size = 0;
    return count;
  }

  /** What a call of the list that was issued last returned. */
  public long result(int index) {
    return results[index];
  }

  private long read(long address) {
    return machineMemory.readLongLittleEndian(address);
  }

  private void word(long address, long value) {
    machineMemory.writeLongLittleEndian(address, value);
  }
}
