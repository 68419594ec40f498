package dev.tollgate.core.machine;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/**
 * A spin lock in a driver whose calls all come from one CPU: it is held for as long as the steps
 * booked to the ledger meanwhile take.
 *
 * <p>Calls of one CPU follow one another, so nobody ever waits; the time held is the time that
 * other CPUs would have to. Where they do compete, {@link SpinLock} tells who waits how long.
 */
public final class TimedLock {

  private final String name;
  private final CycleLength length;
  private final CycleLedger ledger;
  private final int account;
  private boolean held;
  private long acquisitions;
  private long milliCyclesAtAcquire;
  private long picosecondsHeld;

  /** A free lock; {@code name} stands in error messages. */
  public TimedLock(String name, Machine machine) {
    this.name = name;
    this.length = new CycleLength(machine.profile());
    this.ledger = machine.ledger();
    this.account = ledger.open(CostCenter.LOCK, Steps.LOCK);
  }

  /**
   * Takes the lock, which is booked.
   *
   * @throws IllegalStateException if it is held
   */
  public void acquire() {
    if (held) {
      throw new IllegalStateException("lock '" + name + "' is acquired by its holder");
    }
    held = true;
    acquisitions++;
    ledger.add(account, 1);
    milliCyclesAtAcquire = ledger.totalMilliCycles();
  }

  /**
   * Gives the lock back.
   *
   * @throws IllegalStateException if it is free
   */
  public void release() {
    if (!held) {
      throw new IllegalStateException("lock '" + name + "' is released, but it is free");
    }
    held = false;
    picosecondsHeld += length.picoseconds(ledger.totalMilliCycles() - milliCyclesAtAcquire);
  }

  /** Whether it is taken now. */
  public boolean isHeld() {
    return held;
  }

  /** Times it was taken. */
  public long acquisitions() {
    return acquisitions;
  }

  /** Picoseconds it was held, all acquisitions together, each rounded down. */
  public long totalHeldPicoseconds() {
    return picosecondsHeld;
  }
}
