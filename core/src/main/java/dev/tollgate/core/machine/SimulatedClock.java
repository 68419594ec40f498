package dev.tollgate.core.machine;

/**
 * The time of a run in picoseconds since its start; it never goes backwards.
 *
 * <p>A {@code long} of picoseconds lasts 106 days.
 */
public final class SimulatedClock {

  /** Picoseconds in a nanosecond. */
  public static final long NANOSECOND = 1_000;

  /** Picoseconds in a microsecond. */
  public static final long MICROSECOND = 1_000 * NANOSECOND;

  /** Picoseconds in a millisecond. */
  public static final long MILLISECOND = 1_000 * MICROSECOND;

  /** Picoseconds in a second. */
  public static final long SECOND = 1_000 * MILLISECOND;

  private long now;

  /** Picoseconds since the start of the run. */
  public long now() {
    return now;
  }

  /**
   * Sets the time to {@code picoseconds}.
   *
   * @throws IllegalArgumentException if that lies in the past
   */
  public void advanceTo(long picoseconds) {
    if (picoseconds < now) {
      throw new IllegalArgumentException(
          "time cannot go back from %d ps to %d ps".formatted(now, picoseconds));
    }
    now = picoseconds;
  }

  /**
   * Adds {@code picoseconds}.
   *
   * @throws IllegalArgumentException if they are negative
   * @throws ArithmeticException if the run would last longer than a {@code long} can tell
   */
  public void advanceBy(long picoseconds) {
    if (picoseconds < 0) {
      throw new IllegalArgumentException("time cannot go back by %d ps".formatted(-picoseconds));
    }
    now = Math.addExact(now, picoseconds);
  }
}
