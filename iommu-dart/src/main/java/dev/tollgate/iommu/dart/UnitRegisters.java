package dev.tollgate.iommu.dart;

import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The registers of the unit, and what the hardware does when they are read and written.
 *
 * <p>A bit that makes the unit forget stays set until it has: the read of the control register that
 * first finds it clear is the moment. The unit notices the flush bit only when it changes from
 * clear to set, and an order to forget one page at every write.
 */
final class UnitRegisters implements Mmio {

  private static final int LOST = -1;

  private final Chip chip;
  private final Iotlb tlb;
  private final InjectedFaults faults;
  private final int busyReads;

  private int control;
  private int base;
  private int size;
  private int exceptions;
  private int readsUntilFlushed;
  private int readsUntilForgotten;

  /**
   * The registers as firmware leaves them, translation switched off.
   *
   * @param busyReads reads of the control register that find a bit still set before it clears
   */
  UnitRegisters(Chip chip, Iotlb tlb, InjectedFaults faults, int busyReads) {
    this.chip = chip;
    this.tlb = tlb;
    this.faults = faults;
    this.busyReads = busyReads;
  }

  @Override
  public int read(int offset) {
    if (offset == DartRegisters.CNTL) {
      obey();
      return control;
    }
    if (offset == chip.exceptionRegister()) {
      return exceptions;
    }
    if (chip == Chip.U4 && offset == DartRegisters.U4_BASE) {
      return base;
    }
    if (chip == Chip.U4 && offset == DartRegisters.U4_SIZE) {
      return size;
    }
    throw noSuchRegister(offset);
  }

  @Override
  public void write(int offset, int value) {
    if (offset == DartRegisters.CNTL) {
      order(value);
    } else if (offset == chip.exceptionRegister()) {
      exceptions = value;
    } else if (chip == Chip.U4 && offset == DartRegisters.U4_BASE) {
      base = value & DartRegisters.U4_BASE_MASK;
    } else if (chip == Chip.U4 && offset == DartRegisters.U4_SIZE) {
      size = value & DartRegisters.U4_SIZE_MASK;
    } else {
      throw noSuchRegister(offset);
    }
  }

  private static IllegalArgumentException noSuchRegister(int offset) {
    return new IllegalArgumentException("DART has no register at 0x%x".formatted(offset));
  }

  private void order(int value) {
    if ((value & ~control & chip.flushBit()) != 0) {
      readsUntilFlushed = faults.nextFlushIsLost() ? LOST : busyReads;
    }
    if (chip == Chip.U4 && (value & DartRegisters.U4_IONE) != 0) {
      readsUntilForgotten = faults.nextInvalidateIsLost() ? LOST : busyReads;
    }
    control = value;
  }

  /** Does what the bits set say, or comes one read nearer to it. */
  private void obey() {
    if ((control & chip.flushBit()) != 0) {
      if (readsUntilFlushed == 0) {
        tlb.invalidateAll();
        control &= ~chip.flushBit();
      } else if (readsUntilFlushed > 0) {
        readsUntilFlushed--;
      }
    }
    if (chip == Chip.U4 && (control & DartRegisters.U4_IONE) != 0) {
      if (readsUntilForgotten == 0) {
        tlb.invalidate(NorthBridge.DOMAIN, control & DartRegisters.U4_IONE_MASK, 1);
        control &= ~DartRegisters.U4_IONE;
      } else if (readsUntilForgotten > 0) {
        readsUntilForgotten--;
      }
    }
  }

  /** Leaves marks in the exception register, from the hardware's side. */
  void except(int marks) {
    exceptions |= marks;
  }

  /** Whether translation is switched on. */
  boolean isTranslating() {
    return (control & (chip == Chip.U3 ? DartRegisters.U3_ENABLE : DartRegisters.U4_ENABLE)) != 0;
  }

  /** Physical address of the table. */
  long tableBase() {
    long frame =
        chip == Chip.U3 ? Integer.toUnsignedLong(control) >>> DartRegisters.U3_BASE_SHIFT : base;
    return frame << PhysicalMemory.FRAME_SHIFT;
  }

  /** Entries of the table. */
  int tableEntries() {
    int pages = size;
    if (chip == Chip.U3) {
      int field = control & DartRegisters.U3_SIZE_MASK;
      pages = field == 0 ? DartRegisters.U3_SIZE_MASK + 1 : field;
    }
    return pages * DartConfiguration.ENTRIES_PER_PAGE;
  }
}
