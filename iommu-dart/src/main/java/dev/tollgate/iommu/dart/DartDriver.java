package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.DriverLock;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.BootMemory;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * Linux's DART driver (arch/powerpc/sysdev/dart_iommu.c) under the common PowerPC code
 * (arch/powerpc/kernel/iommu.c): table, dummy page, allocator and invalidation.
 *
 * <p>Mapping invalidates, since unused entries lead somewhere and are cached, too. On U4 every page
 * mapped is forgotten at once. On U3 mapping only notes that the table is dirty, and the end of the
 * call flushes if it is, so that a whole scatter list costs one flush. Unmapping lets the entries
 * lead to the dummy page and neither flushes nor makes the table dirty.
 *
 * <p>The end of a call is a memory barrier, the flush, and after a mapping a second barrier. A
 * mapping that failed for want of I/O pages ends without any of them, as in the kernel; what a
 * failed scatter list mapped before it is unmapped, and the table stays dirty until the next call.
 *
 * <p>Setting up is not booked: it happens once, at boot.
 */
final class DartDriver {

  private static final long CHUNK_BYTES = 16 << 20;
  private static final long CHUNK_END = 1L << 31;

  private final Chip chip;
  private final NorthBridge bridge;
  private final IotlbListener listener;
  private final CycleAccount barrierAccount;
  private final DartTable table;
  private final long dummyFrame;
  private final DriverLock lock;
  private final DartAllocator allocator;
  private final Invalidation invalidation;
  private boolean dirty;
  private boolean mapped;

  /**
   * Takes over the unit: makes its table and dummy page and switches translation on.
   *
   * @param listener hears what the driver invalidates of its own accord
   * @throws BadInputException if the machine's memory has no room for the table
   */
  DartDriver(
      NorthBridge bridge,
      Machine machine,
      IotlbListener listener,
      DartConfiguration configuration) {
    this.chip = configuration.chip();
    this.bridge = bridge;
    this.listener = listener;
    CycleLedger ledger = machine.ledger();
    this.barrierAccount = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.MEMORY_BARRIER);
    long base = place(machine, "dart table", CHUNK_BYTES, CHUNK_END);
    long dummy =
        place(machine, "dart dummy page", PhysicalMemory.FRAME_BYTES, DartEntry.ADDRESSABLE_BYTES);
    this.dummyFrame = dummy >>> PhysicalMemory.FRAME_SHIFT;
    this.table =
        new DartTable(
            machine.memory(),
            base,
            configuration.entries(),
            dummyFrame,
            configuration.cachedTable() ? new FlushedTable(ledger) : new UncachedTable(ledger));
    boolean coversCall = configuration.allocator() == AllocatorGeneration.YEAR_2007;
    this.lock = new DriverLock(coversCall ? "it_lock" : "invalidate_lock", machine, coversCall);
    this.allocator =
        switch (configuration.allocator()) {
          case YEAR_2007 -> new HalfPointAllocator(configuration.entries(), lock, ledger);
          case POOLS -> new PoolAllocator(configuration.entries(), machine);
        };
    this.invalidation =
        new Invalidation(new CountedMmio(bridge.registers(), ledger), chip, lock, machine);
    switchOn(base >>> PhysicalMemory.FRAME_SHIFT);
  }

  private static long place(Machine machine, String owner, long bytes, long below) {
    long address = machine.placeTable(owner, bytes, bytes, below);
    if (address == BootMemory.NO_ADDRESS) {
      throw new BadInputException(
          "machine %s has no room for the %s: %d bytes, aligned to their number, below 0x%x"
              .formatted(machine.profile().name(), owner, bytes, below));
    }
    return address;
  }

  private void switchOn(long tableFrame) {
    UnitRegisters registers = bridge.registers();
    int frame = (int) tableFrame;
    int pages = table.size() / DartConfiguration.ENTRIES_PER_PAGE;
    if (chip == Chip.U4) {
      registers.write(DartRegisters.U4_BASE, frame);
      registers.write(DartRegisters.U4_SIZE, pages & DartRegisters.U4_SIZE_MASK);
      registers.write(DartRegisters.CNTL, DartRegisters.U4_ENABLE);
    } else {
      registers.write(
          DartRegisters.CNTL,
          frame << DartRegisters.U3_BASE_SHIFT
              | DartRegisters.U3_ENABLE
              | (pages & DartRegisters.U3_SIZE_MASK));
    }
    long tableFrames = table.bytes() >>> PhysicalMemory.FRAME_SHIFT;
    bridge.watch(dummyFrame, tableFrame, tableFrame + tableFrames);
  }

  /** Builds entries ({@code dart_build}). */
  void map(long ioPage, int pages, long frame) {
    lock.enterTable();
    table.build(ioPage, pages, frame);
    mapped = true;
    if (chip == Chip.U3) {
      dirty = true;
      return;
    }
    long forgottenFrom = ioPage;
    long end = ioPage + pages;
    for (long page = ioPage; page < end; page++) {
      if (!invalidation.one(page)) {
        tellForgotten(forgottenFrom, page);
        forgottenFrom = page + 1;
      }
    }
    tellForgotten(forgottenFrom, end);
  }

  private void tellForgotten(long from, long end) {
    if (from < end) {
      listener.forgot(NorthBridge.DOMAIN, from, (int) (end - from));
    }
  }

  /** Lets pages lead to the dummy page ({@code dart_free}). */
  void unmap(long ioPage, int pages) {
    lock.enterTable();
    table.clear(ioPage, pages);
  }

  /** Makes the unit forget everything; false if it gave up. */
  boolean flush() {
    boolean done = invalidation.all();
    if (done) {
      dirty = false;
    }
    return done;
  }

  /** Makes the unit forget some pages, on U3 all; false if it gave up on any. */
  boolean invalidate(long ioPage, int pages) {
    if (chip == Chip.U3) {
      return flush();
    }
    boolean done = true;
    for (long page = ioPage; page < ioPage + pages; page++) {
      done &= invalidation.one(page);
    }
    return done;
  }

  /** Ends a DMA API call ({@code dart_flush}, and what comes after it). */
  void endCall() {
    boolean failed = allocator.takeFailed();
    if (!failed) {
      barrierAccount.one();
      if (dirty && flush()) {
        listener.forgotAll(NorthBridge.DOMAIN);
      }
    }
    lock.endCall();
    if (mapped && !failed) {
      barrierAccount.one();
    }
    mapped = false;
  }

  /** Whether entries were stored that the unit may not have seen. */
  boolean isDirty() {
    return dirty;
  }

  /** The unit it drives. */
  NorthBridge bridge() {
    return bridge;
  }

  /** The table. */
  DartTable table() {
    return table;
  }

  /** Frame of the dummy page. */
  long dummyFrame() {
    return dummyFrame;
  }

  /** Bytes of memory kept for the table: only the start of them is used. */
  static long chunkBytes() {
    return CHUNK_BYTES;
  }

  /** The lock of the driver. */
  DriverLock lock() {
    return lock;
  }

  /** The allocator of I/O pages. */
  DartAllocator allocator() {
    return allocator;
  }

  /** How it makes the unit forget. */
  Invalidation invalidation() {
    return invalidation;
  }
}
