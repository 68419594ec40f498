package dev.tollgate.core.machine;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/**
 * A spin lock in a driver: it is held for as long as the steps booked to the ledger meanwhile take,
 * and whoever comes to it from another CPU in that time spins until it is free.
 *
 * <p>Times are those of the {@linkplain Processors#localTime running CPU}; the cycles it spins are
 * booked, so that they take its time too. CPUs get the lock in the order in which their pieces of
 * work begin. Where no CPU runs, as when a trace drives the machine, calls follow one another and
 * nobody ever waits; the time held is the time that other CPUs would have to.
 */
public final class TimedLock {

  private static final int NOT_OPEN = -1;

  private final String name;
  private final CycleLength length;
  private final CycleLedger ledger;
  private final Processors processors;
  private final CycleAccount account;
  private int waitAccount = NOT_OPEN;
  private boolean held;
  private long acquisitions;
  private long contendedAcquisitions;
  private long picosecondsWaited;
  private long milliCyclesAtAcquire;
  private long picosecondsHeld;
  private int lastHolder = Processors.NONE;
  private long freeAt;

  /** A free lock; {@code name} stands in error messages. */
  public TimedLock(String name, Machine machine) {
    this.name = name;
    this.length = new CycleLength(machine.profile());
    this.ledger = machine.ledger();
    this.processors = machine.processors();
    this.account = ledger.account(CostCenter.LOCK, Steps.LOCK);
  }

  /**
   * Takes the lock, which is booked, as is the time that the running CPU spins for it.
   *
   * @throws IllegalStateException if it is held
   */
  public void acquire() {
    if (held) {
      throw new IllegalStateException("lock '" + name + "' is acquired by its holder");
    }
    held = true;
    acquisitions++;
    account.one();
    int cpu = processors.current();
    if (cpu != lastHolder && cpu != Processors.NONE) { // a CPU's own times never go back
      await(freeAt - processors.localTime());
    }
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
    lastHolder = processors.current();
    freeAt = processors.localTime();
  }

  private void await(long picoseconds) {
    if (picoseconds <= 0) {
      return;
    }
    if (waitAccount == NOT_OPEN) {
      waitAccount = ledger.open(CostCenter.LOCK, Steps.LOCK_WAIT);
    }
    ledger.add(waitAccount, length.cycles(picoseconds));
    contendedAcquisitions++;
    picosecondsWaited += picoseconds;
  }

  /** Whether it is taken now. */
  public boolean isHeld() {
    return held;
  }

  /** Times it was taken. */
  public long acquisitions() {
    return acquisitions;
  }

  /** Acquisitions that had to wait. */
  public long contendedAcquisitions() {
    return contendedAcquisitions;
  }

  /** Picoseconds waited for it, all acquisitions together. */
  public long totalWaitPicoseconds() {
    return picosecondsWaited;
  }

  /** Picoseconds it was held, all acquisitions together, each rounded down. */
  public long totalHeldPicoseconds() {
    return picosecondsHeld;
  }
}
