package dev.tollgate.iommu.calgary;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;

/**
 * The lock of one table ({@code it_lock}), taken and given back where a generation of the driver
 * does.
 *
 * <p>In 2006 the search of a map call and the first entry of an unmap call take it, and the end of
 * the call gives it back, so that a scatter-gather call takes it once. In 2008 it is held from the
 * search of the bitmap to its end, over the flush between two searches, and once more while bits
 * are cleared; entries are written without it. Bits cleared or a cache flushed outside of all that
 * take the lock for themselves: two CPUs in the flush procedure at once would restore a bus
 * arbitration that the other one has stopped.
 */
final class TableLock {

  private final boolean coversCall;
  private final TimedLock lock;
  private boolean entriesWritten;

  TableLock(String name, Machine machine, DriverGeneration generation) {
    this.coversCall = generation == DriverGeneration.YEAR_2006;
    this.lock = new TimedLock(name, machine);
  }

  /** Before a search of the bitmap. */
  void enterSearch() {
    if (!lock.isHeld()) {
      acquire();
    }
  }

  /** After a search that found pages. */
  void leaveSearch() {
    if (!coversCall) {
      lock.release();
    }
  }

  /** After the second search found nothing: the call has failed. */
  void leaveFailedSearch() {
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
   * Before work that needs the lock, whoever has taken it: clearing bits, flushing.
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
