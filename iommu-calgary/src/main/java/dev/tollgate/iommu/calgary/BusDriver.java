package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.DriverLock;
import dev.tollgate.core.machine.BootMemory;
import dev.tollgate.core.machine.Machine;

/**
 * Linux's Calgary driver for one bus: the table, the bitmap of its entries, their lock, the flush
 * of the TCE cache and the watchdog (arch/x86/kernel/pci-calgary_64.c).
 *
 * <p>Setting up a bus is not booked: it happens once, at boot.
 */
final class BusDriver {

  private static final long LOW_MEMORY_END = 1L << 32;

  private final int bus;
  private final HostBridge bridge;
  private final Machine machine;
  private final TceTable table;
  private final DriverLock lock;
  private final TceAllocator allocator;
  private final FlushProcedure procedure;
  private final Watchdog watchdog;
  private final int emergencyPages;

  private long storesAtFlush;
  private long flushes;
  private long abortedFlushes;
  private long ignoredUnmaps;

  /**
   * Takes over the bridge of a bus: makes its table, reserves what it does not translate and
   * switches translation on.
   *
   * @throws BadInputException if the machine's memory has no room for the table
   */
  BusDriver(
      int bus,
      HostBridge bridge,
      Machine machine,
      TableMemory tables,
      CalgaryConfiguration configuration) {
    this.bus = bus;
    this.bridge = bridge;
    this.machine = machine;
    TableSize size = configuration.table();
    long base = place(machine, size);
    tables.add(base, size.bytes());
    machine.memory().fill(base, size.bytes(), (byte) 0);
    this.table = new TceTable(machine.memory(), machine.ledger(), base, size);
    this.lock =
        new DriverLock(
            "calgary bus " + bus, machine, configuration.driver() == DriverGeneration.YEAR_2006);
    this.emergencyPages = configuration.reserve() ? configuration.driver().emergencyPages() : 0;
    PageRanges reserved = bridge.untranslated().below(size.entries());
    reserved.add(0, emergencyPages);
    this.allocator =
        new TceAllocator(size.entries(), reserved, emergencyPages, lock, machine.ledger());
    int number = bus % CalgaryRegisters.BRIDGES_PER_CHIP;
    long tableAddressValue = setTableAddress(number);
    this.procedure = flushProcedure(number, tableAddressValue, machine, configuration.chip());
    enableTranslation(number);
    this.watchdog =
        Watchdog.start(
            new CountedMmio(bridge.registers(), machine.ledger(), CostCenter.INTERRUPT),
            number,
            configuration.chip(),
            machine.events(),
            machine.now());
  }

  private static long place(Machine machine, TableSize size) {
    boolean firmware = machine.profile().firmwareBytes() > 0;
    long below = firmware ? Tce.ADDRESSABLE_BYTES : LOW_MEMORY_END;
    long base = machine.placeTable("calgary", size.bytes(), size.bytes(), below);
    if (base == BootMemory.NO_ADDRESS) {
      throw new BadInputException(
          "machine %s has no room for a Calgary table of %d bytes, aligned to its size; choose a"
                  .formatted(machine.profile().name(), size.bytes())
              + " smaller one with iommu.calgary.table");
    }
    return base;
  }

  private long setTableAddress(int number) {
    int offset = CalgaryRegisters.tableAddress(number);
    long old = Long.reverseBytes(bridge.registers().readLong(offset));
    long value =
        Long.reverseBytes(
            (old & ~CalgaryRegisters.TAR_SW_BITS) | table.base() | table.size().code());
    bridge.registers().writeLong(offset, value);
    return value;
  }

  private FlushProcedure flushProcedure(int number, long value, Machine machine, Chip chip) {
    Mmio counted = new CountedMmio(bridge.registers(), machine.ledger(), CostCenter.INVALIDATION);
    return switch (chip) {
      case CALGARY -> new CalgaryFlush(counted, number, value);
      case CALIOC2 -> new CalIoc2Flush(counted, number, value);
    };
  }

  private void enableTranslation(int number) {
    int configuration =
        bridge.registers().get(CalgaryRegisters.CONFIG_RW)
            | CalgaryRegisters.TCE_ENABLE
            | CalgaryRegisters.DAC_DISABLE
            | CalgaryRegisters.MCSR_ENABLE;
    bridge
        .registers()
        .writeInt(
            CalgaryRegisters.inBlock(number, CalgaryRegisters.CONFIG_RW),
            Integer.reverseBytes(configuration));
  }

  /** Builds entries ({@code tce_build}). */
  void map(long ioPage, int pages, long frame, DmaDirection direction) {
    lock.enterTable();
    table.build(ioPage, pages, frame, direction);
  }

  /** Clears entries ({@code tce_free}), but ignores a run that begins in the emergency pages. */
  void unmap(long ioPage, int pages) {
    if (ioPage < emergencyPages) {
      ignoredUnmaps++;
      return;
    }
    lock.enterTable();
    table.clear(ioPage, pages);
  }

  /** Flushes the TCE cache; false if the procedure was given up. */
  boolean flush() {
    boolean locked = lock.enter();
    flushes++;
    boolean done = procedure.flush();
    if (done) {
      storesAtFlush = table.stores();
    } else {
      abortedFlushes++;
    }
    if (locked) {
      lock.leave();
    }
    return done;
  }

  /** Ends a DMA API call. */
  void endCall() {
    lock.endCall();
  }

  /** Number of the bus. */
  int bus() {
    return bus;
  }

  /** The bridge in front of the bus. */
  HostBridge bridge() {
    return bridge;
  }

  /** The bus's table. */
  TceTable table() {
    return table;
  }

  /** The allocator of the bus's I/O pages. */
  TceAllocator allocator() {
    return allocator;
  }

  /** The lock of both. */
  DriverLock lock() {
    return lock;
  }

  /** How it flushes. */
  FlushProcedure procedure() {
    return procedure;
  }

  /** How it notices bad DMA. */
  Watchdog watchdog() {
    return watchdog;
  }

  /** Flushes begun. */
  long flushes() {
    return flushes;
  }

  /** Flushes given up before anything was forgotten. */
  long abortedFlushes() {
    return abortedFlushes;
  }

  /** Unmaps of emergency pages, which the driver ignores. */
  long ignoredUnmaps() {
    return ignoredUnmaps;
  }

  /** Time the bus stood still for flushes, in picoseconds. */
  long standstillPicoseconds() {
    return machine.profile().picoseconds(bridge.traffic().stoppedMilliCycles());
  }

  /** Entries stored since the TCE cache was last empty. */
  long storesSinceFlush() {
    return table.stores() - storesAtFlush;
  }
}
