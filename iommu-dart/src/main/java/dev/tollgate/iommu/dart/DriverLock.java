package dev.tollgate.iommu.dart;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;

/**
 * The lock under which the driver invalidates: two CPUs may not work the control register at once.
 *
 * <p>In 2007 that is the common code's {@code it_lock}, which covers bitmap and table, too: the
 * search of a map call and the first entry of an unmap call take it, and the end of the call gives
 * it back. With pools it is {@code invalidate_lock}, taken for each invalidation; bitmaps have
 * locks of their own, and entries are written without any. Bits cleared and invalidations outside
 * of a call take the lock for themselves.
 */
final class DriverLock {

  private final boolean coversCall;
  private final TimedLock lock;
  private boolean entriesWritten;

  DriverLock(Machine machine, AllocatorGeneration generation) {
    this.coversCall = generation == AllocatorGeneration.YEAR_2007;
    this.lock = new TimedLock(coversCall ? "it_lock" : "invalidate_lock", machine);
  }

  /** Before a search of the bitmap of 2007. */
  void enterSearch() {
    if (!lock.isHeld()) {
      acquire();
    }
  }

  /** After a search that found nothing anywhere: the call has failed. */
  void leaveFailedSearch() {
    if (!entriesWritten) {
      lock.release();
    }
  }

  /** Before entries are written. */
  void enterTable() {
    if (coversCall) {
      if (!lock.isHeld()) {
        acquire();
      }
      entriesWritten = true;
    }
  }

  /**
   * Before work that needs the lock, whoever has taken it: clearing bits, invalidating.
   *
   * @return whether it was taken here, so that {@link #leave} must follow the work
   */
  boolean enter() {
    if (lock.isHeld()) {
      return false;
    }
    acquire();
    return true;
  }

  /** After work for which {@link #enter} took the lock. */
  void leave() {
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

  /** The lock itself, for reports and checks. */
  TimedLock lock() {
    return lock;
  }
}
