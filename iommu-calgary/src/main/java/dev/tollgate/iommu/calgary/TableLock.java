package dev.tollgate.iommu.calgary;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;

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

  private final boolean coversCall;
  private final TimedLock lock;
  private boolean entriesWritten;

  TableLock(String name, Machine machine, DriverGeneration generation) {
    this.coversCall = generation == DriverGeneration.YEAR_2006;
    this.lock = new TimedLock(name, machine);
  }

  /** Before the bitmap is touched. */
  void enterBitmap() {
    if (!lock.isHeld()) {
      acquire();
    }
  }

  /** After the bitmap was touched, unless a second search is to follow. */
  void leaveBitmap() {
    if (!coversCall) {
      lock.release();
    }
  }

  /** After the second search found nothing: the call has failed. */
  void leaveFull() {
    if (!coversCall || !entriesWritten) {
      lock.release();
    }
  }

  /** Before entries are written or cleared. */
  void enterTable() {
    if (coversCall) {
      if (!lock.isHeld()) {
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
    if (lock.isHeld()) {
      return false;
    }
    acquire();
    return true;
  }

  /** After a flush for which {@link #enterFlush} took the lock. */
  void leaveFlush() {
    lock.release();
  }

  /** At the end of a DMA API call. */
  void endCall() {
    if (lock.isHeld()) {
      lock.release();
    }
  }

  private void acquire() {
    lock.acquire();
    entriesWritten = false;
  }

  /** Whether it is taken now. */
  boolean isHeld() {
    return lock.isHeld();
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
