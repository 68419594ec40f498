package dev.tollgate.core.machine;

import dev.tollgate.core.error.BadInputException;
import java.util.List;

/**
 * The part of a machine's memory that a hypervisor keeps back from its guests for the tables of
 * IOMMUs, which are placed after the guests were built.
 */
public final class MemoryForUnits {

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
  public static MemoryForUnits keepBack(Machine hardware) {
    BootMemory boot = hardware.bootMemory();
    long bytes = Long.highestOneBit(Math.min(MOST, hardware.profile().ramBytes() / SHARE));
    long address = boot.allocate("hypervisor", bytes, bytes, LOW_MEMORY_END);
    if (address == BootMemory.NO_ADDRESS) {
      throw new BadInputException(
          "machine %s has no %d bytes free for a hypervisor"
              .formatted(hardware.profile().name(), bytes));
    }
    return new MemoryForUnits(boot, address, bytes);
  }

  /** Gives everything else to the guests, and what was kept back to whoever asks from now on. */
  public void open() {
    List<MemoryRange> others = boot.freeRanges();
    others.forEach(range -> boot.reserve("guests", range.address(), range.bytes()));
    boot.free(address, bytes);
  }
}
