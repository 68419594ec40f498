package dev.tollgate.iommu.calgary;

import static dev.tollgate.iommu.calgary.CalgaryRegisters.CONFIG_RW;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM2_ENABLE;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_1_HIGH;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_1_LOW;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_1_SIZE;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_2_HIGH;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_2_LOW;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_2_SIZE_HIGH;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.MEM_2_SIZE_LOW;

/**
 * The bus addresses that a bridge leaves to the devices on its bus instead of translating them: the
 * PC's legacy memory and the windows in which the devices' own memory lies.
 *
 * <p>Firmware puts each window's first address and its limit into registers. The limit is meant to
 * the megabyte: the window ends where {@code (limit | 0xfffff) + 1} says ({@code
 * calgary_reserve_mem_region} in Linux's pci-calgary_64.c).
 */
final class BusWindows {

  private static final int PAGE_SHIFT = 12;
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long LOW_HALF = 0xffff_ffffL;

  private BusWindows() {}

  /**
   * Sets a bridge's registers as firmware leaves them.
   *
   * @param first window 1; empty if {@code bytes} is 0
   * @param second window 2; switched off if {@code bytes} is 0
   */
  static void program(BridgeRegisters registers, Window first, Window second) {
    registers.set(MEM_1_LOW, (int) first.address());
    registers.set(MEM_1_HIGH, (int) (first.address() >>> Integer.SIZE));
    registers.set(MEM_1_SIZE, (int) first.limit());
    registers.set(MEM_2_LOW, (int) second.address());
    registers.set(MEM_2_HIGH, (int) (second.address() >>> Integer.SIZE));
    registers.set(MEM_2_SIZE_LOW, (int) second.limit());
    registers.set(MEM_2_SIZE_HIGH, (int) (second.limit() >>> Integer.SIZE));
    registers.set(CONFIG_RW, second.bytes() == 0 ? 0 : MEM2_ENABLE);
  }

  /** The pages that a chip leaves untranslated on the bus of the bridge with these registers. */
  static PageRanges of(Chip chip, BridgeRegisters registers) {
    PageRanges pages = new PageRanges();
    addBytes(pages, chip == Chip.CALGARY ? 640 * KIB : 0, MIB);
    addWindow(
        pages,
        whole(registers.get(MEM_1_HIGH), registers.get(MEM_1_LOW)),
        whole(0, registers.get(MEM_1_SIZE)));
    if ((registers.get(CONFIG_RW) & MEM2_ENABLE) != 0) {
      addWindow(
          pages,
          whole(registers.get(MEM_2_HIGH), registers.get(MEM_2_LOW)),
          whole(registers.get(MEM_2_SIZE_HIGH), registers.get(MEM_2_SIZE_LOW)));
    }
    return pages;
  }

  private static void addWindow(PageRanges pages, long start, long limit) {
    if (limit >= start) {
      addBytes(pages, start, (limit | (MIB - 1)) + 1);
    }
  }

  private static void addBytes(PageRanges pages, long start, long end) {
    pages.add(start >>> PAGE_SHIFT, end >>> PAGE_SHIFT);
  }

  private static long whole(int high, int low) {
    return (long) high << Integer.SIZE | (low & LOW_HALF);
  }

  /**
   * A window as a user describes it.
   *
   * @param address its first byte
   * @param bytes its length; 0 if there is none
   */
  record Window(long address, long bytes) {

    /** What its limit register holds: its last byte; below its first if there is none. */
    long limit() {
      return address + bytes - 1;
    }
  }
}
