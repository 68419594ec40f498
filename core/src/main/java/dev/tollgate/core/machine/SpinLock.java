package dev.tollgate.core.machine;

/**
 * A spin lock whose price is simulated time: holders follow one another, and whoever comes while
 * the lock is taken waits until it is free.
 *
 * <p>A run executes each critical section whole before the next begins, so nobody ever finds the
 * lock held in the order of execution; what collides are the sections' times. A CPU that acquires
 * at a time before the last release spins for the difference. Holders queue in the order in which
 * they call, as with the ticket and queued locks of Linux; an unfair lock is not modelled.
 */
public final class SpinLock {

  private static final int NO_CPU = -1;

  private final String name;
  private int owner = NO_CPU;
  private long acquiredAt;
  private long freeAt = Long.MIN_VALUE;
  private long acquisitions;
  private long contendedAcquisitions;
  private long totalWait;
  private long maxWait;
  private long totalHeld;

  /** A free lock; {@code name} stands in error messages and reports. */
  public SpinLock(String name) {
    this.name = name;
  }

  /**
   * Takes the lock.
   *
   * @param cpu number of the CPU, from 0
   * @param now picoseconds at which the CPU begins to try
   * @return picoseconds it spins before it has the lock; 0 if the lock is free at {@code now}
   * @throws IllegalStateException if a CPU holds it: the caller (recursion) or another one
   */
  public long acquire(int cpu, long now) {
    if (cpu < 0) {
      throw new IllegalArgumentException("no CPU has the number " + cpu);
    }
    if (owner != NO_CPU) {
      throw new IllegalStateException(
          owner == cpu
              ? "CPU %d acquires lock '%s', which it holds already".formatted(cpu, name)
              : "CPU %d acquires lock '%s', which CPU %d never released"
                  .formatted(cpu, name, owner));
    }
    long wait = freeAt > now ? freeAt - now : 0;
    owner = cpu;
    acquiredAt = now + wait;
    acquisitions++;
    if (wait > 0) {
      contendedAcquisitions++;
      totalWait += wait;
      maxWait = Math.max(maxWait, wait);
    }
    return wait;
  }

  /**
   * Gives the lock back.
   *
   * @param cpu the CPU that holds it
   * @param now picoseconds at which it is free again
   * @throws IllegalStateException if {@code cpu} does not hold it
   * @throws IllegalArgumentException if {@code now} is before the time the CPU had the lock
   */
  public void release(int cpu, long now) {
    if (owner != cpu || cpu < 0) {
      throw new IllegalStateException(
          "CPU %d releases lock '%s', which %s"
              .formatted(cpu, name, owner == NO_CPU ? "is free" : "CPU " + owner + " holds"));
    }
    if (now < acquiredAt) {
      throw new IllegalArgumentException(
          "lock '%s' released at %d ps, but acquired at %d ps".formatted(name, now, acquiredAt));
    }
    owner = NO_CPU;
    freeAt = now;
    totalHeld += now - acquiredAt;
  }

  /** Name given at creation. */
  public String name() {
    return name;
  }

  /** Whether any CPU holds the lock. */
  public boolean isHeld() {
    return owner != NO_CPU;
  }

  /** Whether {@code cpu} holds the lock. */
  public boolean isHeldBy(int cpu) {
    return owner == cpu && cpu >= 0;
  }

  /** Times the lock was acquired. */
  public long acquisitions() {
    return acquisitions;
  }

  /** Acquisitions that had to wait. */
  public long contendedAcquisitions() {
    return contendedAcquisitions;
  }

  /** Picoseconds waited, all acquisitions together. */
  public long totalWaitPicoseconds() {
    return totalWait;
  }

  /** Picoseconds of the longest wait. */
  public long maxWaitPicoseconds() {
    return maxWait;
  }

  /** Picoseconds the lock was held, all releases together. */
  public long totalHeldPicoseconds() {
    return totalHeld;
  }
}
