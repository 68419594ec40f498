package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.iommu.DriverLock;
import dev.tollgate.core.machine.Machine;

/**
 * How Linux's driver makes the unit forget ({@code dart_tlb_invalidate_all} and {@code
 * dart_tlb_invalidate_one} in arch/powerpc/sysdev/dart_iommu.c).
 *
 * <p>It sets a bit of the control register and reads the register until the bit is clear, in up to
 * five rounds with budgets of 1, 2, 4, 8 and 16 reads. A round that finds the bit set as often as
 * its budget says reads once more and then has failed, even if that last read finds the bit clear.
 * After a failed round of a flush the driver clears the flush bit and sets it again, because
 * sometimes the unit misses that it was set. An order to forget one page it does not repeat; it
 * only goes on reading, with a barrier after each read that finds the bit set.
 *
 * <p>When the fifth round fails, the kernel panics ("Buggy U3 ?"). Here the panic is counted, the
 * caller is told that nothing was forgotten, and the run goes on, so that it shows what the lost
 * invalidation would have done.
 */
final class Invalidation {

  /** No panic so far. */
  static final long NEVER = -1;

  private static final int ROUNDS = 5;

  private final Mmio registers;
  private final int flushBit;
  private final DriverLock lock;
  private final Machine machine;
  private final CycleAccount barriers;

  private long flushes;
  private long flushesRepeated;
  private long flushesAborted;
  private long pages;
  private long pagesAborted;
  private long polls;
  private long firstPanicAt = NEVER;

  Invalidation(Mmio registers, Chip chip, DriverLock lock, Machine machine) {
    this.registers = registers;
    this.flushBit = chip.flushBit();
    this.lock = lock;
    this.machine = machine;
    this.barriers = machine.ledger().account(CostCenter.INVALIDATION, Steps.MEMORY_BARRIER);
  }

  /**
   * Makes the unit forget everything.
   *
   * @return false if the kernel would have panicked
   */
  boolean all() {
    boolean ownLock = lock.enter();
    flushes++;
    boolean done = setAndAwait(1);
    for (int round = 1; round < ROUNDS && !done; round++) {
      flushesRepeated++;
      registers.write(DartRegisters.CNTL, registers.read(DartRegisters.CNTL) & ~flushBit);
      done = setAndAwait(1 << round);
    }
    if (!done) {
      flushesAborted++;
      panic();
    }
    if (ownLock) {
      lock.leave();
    }
    return done;
  }

  private boolean setAndAwait(int budget) {
    registers.write(DartRegisters.CNTL, registers.read(DartRegisters.CNTL) | flushBit);
    return readUntilClear(flushBit, budget) < budget;
  }

  /**
   * Makes the unit forget one I/O page. U4 only.
   *
   * @return false if the kernel would have panicked
   */
  boolean one(long page) {
    boolean ownLock = lock.enter();
    pages++;
    registers.write(
        DartRegisters.CNTL,
        DartRegisters.U4_ENABLE
            | DartRegisters.U4_IONE
            | ((int) page & DartRegisters.U4_IONE_MASK));
    boolean done = false;
    for (int round = 0; round < ROUNDS && !done; round++) {
      int setReads = readUntilClear(DartRegisters.U4_IONE, 1 << round);
      if (setReads > 0) {
        barriers.add(setReads);
      }
      done = setReads < 1 << round;
    }
    if (!done) {
      pagesAborted++;
      panic();
    }
    if (ownLock) {
      lock.leave();
    }
    return done;
  }

  /**
   * Reads until the bit is clear, or was found set {@code budget} times and read once more.
   *
   * @return how often it was found set, that last read left out
   */
  private int readUntilClear(int bit, int budget) {
    int setReads = 0;
    polls++;
    while ((registers.read(DartRegisters.CNTL) & bit) != 0 && setReads < budget) {
      setReads++;
      polls++;
    }
    return setReads;
  }

  private void panic() {
    if (firstPanicAt == NEVER) {
      firstPanicAt = machine.now();
    }
  }

  /** Flushes begun. */
  long flushes() {
    return flushes;
  }

  /** Times the flush bit was cleared and set again. */
  long flushesRepeated() {
    return flushesRepeated;
  }

  /** Flushes given up. */
  long flushesAborted() {
    return flushesAborted;
  }

  /** Orders to forget one page. */
  long pages() {
    return pages;
  }

  /** Orders to forget one page that were given up. */
  long pagesAborted() {
    return pagesAborted;
  }

  /** Reads of the control register that waited for a bit. */
  long polls() {
    return polls;
  }

  /** Times the kernel would have panicked. */
  long panics() {
    return flushesAborted + pagesAborted;
  }

  /** When it would have for the first time, in picoseconds, or {@link #NEVER}. */
  long firstPanicAt() {
    return firstPanicAt;
  }
}
