package dev.tollgate.core.machine;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/**
 * A spin lock in a driver whose calls all come from one CPU: it is held for as long as the steps
 * booked to the ledger meanwhile take.
 *
 * <p>The machine's clock may stand still over many calls. They follow one another all the same: a
 * call that finds the lock given back at a time after the clock's begins at that time. So nobody
 * waits, and the time held is the time that other CPUs would have to.
 */
public final class TimedLock {

  private static final int CPU = 0;

  private final Machine machine;
  private final CycleLedger ledger;
  private final int account;
  private final SpinLock lock;
  private long acquiredAt;
  private long milliCyclesAtAcquire;
  private long freeAt;

  /** A free lock; {@code name} stands in error messages. */
  public TimedLock(String name, Machine machine) {
    this.machine = machine;
    this.ledger = machine.ledger();
    this.account = ledger.open(CostCenter.LOCK, Steps.LOCK);
    this.lock = new SpinLock(name);
  }

  /**
   * Takes the lock, which is booked.
   *
   * @throws IllegalStateException if it is held
   */
  public void acquire() {
    acquiredAt = Math.max(machine.now(), freeAt);
    lock.acquire(CPU, acquiredAt);
    ledger.add(account, 1);
    milliCyclesAtAcquire = ledger.totalMilliCycles();
  }

  /**
   * Gives the lock back.
   *
   * @throws IllegalStateException if it is free
   */
  public void release() {
    long worked = ledger.totalMilliCycles() - milliCyclesAtAcquire;
    freeAt = acquiredAt + machine.profile().picoseconds(worked);
    lock.release(CPU, freeAt);
  }

  /** Whether it is taken now. */
  public boolean isHeld() {
    return lock.isHeld();
  }

  /** Times it was taken. */
  public long acquisitions() {
    return lock.acquisitions();
  }

  /** Picoseconds it was held, all acquisitions together. */
  public long totalHeldPicoseconds() {
    return lock.totalHeldPicoseconds();
  }
}
