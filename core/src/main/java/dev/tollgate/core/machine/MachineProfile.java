package dev.tollgate.core.machine;

/**
 * A kind of machine: what the hardware has, before any software ran on it.
 *
 * @param name lower-case words joined by hyphens
 * @param description one sentence: which real machine, and where its figures come from
 * @param cpus number of CPUs
 * @param cpuHz clock of each CPU in cycles a second
 * @param ramBytes memory in bytes, from physical address 0; a multiple of 4096
 * @param firmwareBytes memory above {@code ramBytes} that firmware keeps for tables of units which
 *     the operating system does not count as its own; a multiple of 4096
 * @param pageFrames frames of 4096 bytes, from address 0, that boot memory and the page allocator
 *     hand out; those of {@code ramBytes} beyond them exist but belong to whoever names them, such
 *     as a trace
 * @param pageAllocator which page allocator serves its frames
 * @param costProfile name of the {@link dev.tollgate.core.cost.CostProfile} that prices its steps
 * @param ioBus how fast its I/O buses are
 */
public record MachineProfile(
    String name,
    String description,
    int cpus,
    long cpuHz,
    long ramBytes,
    long firmwareBytes,
    long pageFrames,
    PageAllocation pageAllocator,
    String costProfile,
    IoBusTiming ioBus) {

  /** How free frames are chosen. */
  public enum PageAllocation {
    /** Linux's buddy system. */
    BUDDY,
    /** The lowest aligned run of free frames. */
    FIRST_FIT
  }

  /** A machine whose page allocator has all of its memory, and whose I/O buses take no time. */
  public MachineProfile(
      String name,
      String description,
      int cpus,
      long cpuHz,
      long ramBytes,
      long firmwareBytes,
      PageAllocation pageAllocator,
      String costProfile) {
    this(
        name,
        description,
        cpus,
        cpuHz,
        ramBytes,
        firmwareBytes,
        ramBytes >>> PhysicalMemory.FRAME_SHIFT,
        pageAllocator,
        costProfile,
        IoBusTiming.NONE);
  }

  /** The same with another number of CPUs. */
  MachineProfile withCpus(int count) {
    return new MachineProfile(
        name,
        description,
        count,
        cpuHz,
        ramBytes,
        firmwareBytes,
        pageFrames,
        pageAllocator,
        costProfile,
        ioBus);
  }

  /** All memory there is, RAM and what firmware keeps, in bytes. */
  public long memoryBytes() {
    return ramBytes + firmwareBytes;
  }

  /** Picoseconds in one thousandth of a second. */
  private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000L;

  /** Time that {@code milliCycles} thousandths of a cycle take, in picoseconds, rounded down. */
  public long picoseconds(long milliCycles) {
    long milliseconds = milliCycles / cpuHz;
    long rest = milliCycles % cpuHz;
    return milliseconds * PICOSECONDS_PER_MILLISECOND + rest * PICOSECONDS_PER_MILLISECOND / cpuHz;
  }

  /** Whole cycles that {@code picoseconds} are, rounded up. */
  public long cycles(long picoseconds) {
    long perMicrosecond = picoseconds / SimulatedClock.MICROSECOND * cpuHz;
    long rest = picoseconds % SimulatedClock.MICROSECOND * cpuHz;
    long fraction = perMicrosecond % 1_000_000 * SimulatedClock.MICROSECOND + rest;
    long whole = perMicrosecond / 1_000_000;
    return whole + (fraction + SimulatedClock.SECOND - 1) / SimulatedClock.SECOND;
  }
}
