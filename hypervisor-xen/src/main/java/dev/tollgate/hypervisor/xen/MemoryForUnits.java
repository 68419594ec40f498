package dev.tollgate.hypervisor.xen;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.BootMemory;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MemoryRange;
import java.util.List;

/**
 * The part of a machine's memory that Xen keeps back from domains for the tables of IOMMUs, which
 * are placed after the domains were built.
 */
final class MemoryForUnits {

  /** Room for two of the largest tables of a DART, aligned to their size. */
  private static final long MOST = 32L << 20;

  /** DART wants its table below 2 GiB; Calgary, below 4 GiB. */
  private static final long LOW_MEMORY_END = 1L << 31;

  private static final int SHARE = 16;

  private final BootMemory boot;
  private final long address;
  private final long bytes;

  private MemoryForUnits(BootMemory boot, long address, long bytes) {
    this.boot = boot;
    this.address = address;
    this.bytes = bytes;
  }

  /**
   * Keeps memory back.
   *
   * @throws BadInputException if there is none
   */
  static MemoryForUnits keepBack(Machine hardware) {
    BootMemory boot = hardware.bootMemory();
    long bytes = Long.highestOneBit(Math.min(MOST, hardware.profile().ramBytes() / SHARE));
    long address = boot.allocate("xen", bytes, bytes, LOW_MEMORY_END);
    if (address == BootMemory.NO_ADDRESS) {
      throw new BadInputException(
          "machine %s has no %d bytes free for Xen".formatted(hardware.profile().name(), bytes));
    }
    return new MemoryForUnits(boot, address, bytes);
  }

  /** Gives everything else to the domains, and what was kept back to whoever asks from now on. */
  void open() {
    List<MemoryRange> others = boot.freeRanges();
    others.forEach(range -> boot.reserve("domains", range.address(), range.bytes()));
    boot.free(address, bytes);
  }
}
