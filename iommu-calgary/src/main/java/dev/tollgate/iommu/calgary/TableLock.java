package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SpinLock;

/**
 * The lock of one table ({@code it_lock}), taken and given back where a generation of the driver
 * does.
 *
 * <p>In 2006 whatever comes first in a call takes it and the end of the call gives it back, so that
 * a scatter-gather call takes it once. In 2008 it is held from the search of the bitmap to its end,
 * over the flush between two searches, and once more while bits are cleared; entries are written
 * without it. A flush that comes outside of both takes the lock itself: two CPUs in the flush
 * procedure at once would restore a bus arbitration that the other one has stopped.
 */
final class TableLock {

  private static final int CPU = 0;
  private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000L;

  private final Machine machine;
  private final CycleLedger ledger;
  private final int lockAccount;
  private final int waitAccount;
  private final boolean coversCall;
  private final SpinLock lock;
  private boolean held;
  private boolean entriesWritten;
  private long acquiredAt;
  private long milliCyclesAtAcquire;
  private long freeAt;

  TableLock(String name, Machine machine, DriverGeneration generation) {
    this.machine = machine;
    this.ledger = machine.ledger();
    this.lockAccount = ledger.open(CostCenter.LOCK, Steps.LOCK);
    this.waitAccount = ledger.open(CostCenter.LOCK, Steps.LOCK_WAIT);
    this.coversCall = generation == DriverGeneration.YEAR_2006;
    this.lock = new SpinLock(name);
  }

  /** Before the bitmap is touched. */
  void enterBitmap() {
    if (!held) {
      acquire();
    }
  }

  /** After the bitmap was touched, unless a second search is to follow. */
  void leaveBitmap() {
    if (!coversCall) {
      release();
    }
  }

  /** After the second search found nothing: the call has failed. */
  void leaveFull() {
    if (!coversCall || !entriesWritten) {
      release();
    }
  }

  /** Before entries are written or cleared. */
  void enterTable() {
    if (coversCall) {
      if (!held) {
        acquire();
      }
      entriesWritten = true;
    }
  }

  /**
   * Before a flush.
   *
   * @return whether {@link #leaveFlush} must follow it
   */
  boolean enterFlush() {
    if (held) {
      return false;
    }
    acquire();
    return true;
  }

  /** After a flush for which {@link #enterFlush} took the lock. */
  void leaveFlush() {
    release();
  }

  /** At the end of a DMA API call. */
  void endCall() {
    if (held) {
      release();
    }
  }

  private void acquire() {
    long now = Math.max(machine.now(), freeAt);
    long wait = lock.acquire(CPU, now);
    held = true;
    entriesWritten = false;
    ledger.add(lockAccount, 1);
    if (wait > 0) {
      ledger.add(
          waitAccount, wait * (machine.profile().cpuHz() / 1000) / PICOSECONDS_PER_MILLISECOND);
    }
    acquiredAt = now + wait;
    milliCyclesAtAcquire = ledger.totalMilliCycles();
  }

  private void release() {
    long worked = ledger.totalMilliCycles() - milliCyclesAtAcquire;
    freeAt = acquiredAt + machine.profile().picoseconds(worked);
    lock.release(CPU, freeAt);
    held = false;
  }

  /** Whether it is taken now. */
  boolean isHeld() {
    return held;
  }

  /** Times it was taken. */
  long acquisitions() {
    return lock.acquisitions();
  }

  /** Picoseconds it was held, all acquisitions together. */
  long totalHeldPicoseconds() {
    return lock.totalHeldPicoseconds();
  }
}
