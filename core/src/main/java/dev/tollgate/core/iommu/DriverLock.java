package dev.tollgate.core.iommu;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;

/**
 * The lock of an IOMMU's driver in Linux, in one of two forms, taken and given back where that form
 * does.
 *
 * <p>The lock that covers the call ({@code it_lock} of {@code iommu.c} until 2007) guards bitmap,
 * table and registers: the search of a map call and the first entry of an unmap call take it, and
 * the end of the call gives it back, so that a scatter-gather call takes it once. The other form is
 * held from a search of the bitmap to its end, over a flush between two searches, and again for
 * work such as clearing bits or an invalidation; entries are written without it. In both forms such
 * work outside of a call takes the lock for itself.
 */
public final class DriverLock {

  private final boolean coversCall;
  private final TimedLock lock;
  private boolean entriesWritten;

  /**
   * A free lock.
   *
   * @param name stands in error messages
   * @param coversCall whether it is held from its first use in a DMA API call to the call's end
   */
  public DriverLock(String name, Machine machine, boolean coversCall) {
    this.coversCall = coversCall;
    this.lock = new TimedLock(name, machine);
  }

  /** Before a search of the bitmap. */
  public void enterSearch() {
    if (!lock.isHeld()) {
      acquire();
    }
  }

  /** After a search that found pages. */
  public void leaveSearch() {
    if (!coversCall) {
      lock.release();
    }
  }

  /** After a search that found nothing anywhere: the call has failed. */
  public void leaveFailedSearch() {
    if (!coversCall || !entriesWritten) {
      lock.release();
    }
  }

  /** Before entries are written or cleared. */
  public void enterTable() {
    if (coversCall) {
      if (!lock.isHeld()) {
        acquire();
      }
      entriesWritten = true;
    }
  }

  /**
   * Before work that needs the lock, whoever has taken it: clearing bits, flushing, invalidating.
   *
   * @return whether it was taken here, so that {@link #leave} must follow the work
   */
  public boolean enter() {
    if (lock.isHeld()) {
      return false;
    }
    acquire();
    return true;
  }

  /** After work for which {@link #enter} took the lock. */
  public void leave() {
    lock.release();
  }

  /** At the end of a DMA API call. */
  public void endCall() {
    if (lock.isHeld()) {
      lock.release();
    }
  }

  /** The lock itself, for reports and checks. */
  public TimedLock lock() {
    return lock;
  }

  private void acquire() {
    lock.acquire();
    entriesWritten = false;
  }
}
