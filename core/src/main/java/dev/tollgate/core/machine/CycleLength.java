package dev.tollgate.core.machine;

/**
 * How long cycles of one frequency take: what {@link MachineProfile#picoseconds} says, for those
 * who ask at every step. A multiplication stands in for the division.
 */
final class CycleLength {

  private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000L;

  private final MachineProfile profile;
  private final long cpuHz;
  private final long inverse; // 2^64 / cpuHz, rounded down

  CycleLength(MachineProfile profile) {
    this.profile = profile;
    this.cpuHz = profile.cpuHz();
    this.inverse = Long.divideUnsigned(-1L, cpuHz);
  }

  /** Time that {@code milliCycles} thousandths of a cycle take, in picoseconds, rounded down. */
  long picoseconds(long milliCycles) {
    if (milliCycles < 0 || milliCycles >= cpuHz) {
      return profile.picoseconds(milliCycles);
    }
    long dividend = milliCycles * PICOSECONDS_PER_MILLISECOND;
    long quotient = Math.multiplyHigh(dividend, inverse); // right, or one too small
    return dividend - quotient * cpuHz < cpuHz ? quotient : quotient + 1;
  }

  /** Whole cycles that {@code picoseconds} are, rounded up. */
  long cycles(long picoseconds) {
    return profile.cycles(picoseconds);
  }
}
