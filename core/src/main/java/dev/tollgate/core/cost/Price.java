package dev.tollgate.core.cost;

/**
 * What one step costs on one machine.
 *
 * @param milliCycles thousandths of a CPU cycle for one unit of the step; never negative
 * @param grade how well the figure is founded
 * @param source where it comes from: paper and table, manual section, measurement, or the reasoning
 *     behind an estimate; never blank
 */
public record Price(long milliCycles, PriceGrade grade, String source) {

  /** Thousandths in one cycle. */
  public static final long MILLI = 1000;

  /** Checks the invariants named on the components. */
  public Price {
    if (milliCycles < 0) {
      throw new IllegalArgumentException("a price must not be negative: " + milliCycles);
    }
    if (source.isBlank()) {
      throw new IllegalArgumentException("a price needs a source");
    }
  }

  /** A price of whole cycles that nobody measured; {@code source} says what it was derived from. */
  public static Price estimated(long cycles, String source) {
    return new Price(Math.multiplyExact(cycles, MILLI), PriceGrade.ESTIMATED, source);
  }

  /** A price of whole cycles printed in {@code source}. */
  public static Price published(long cycles, String source) {
    return new Price(Math.multiplyExact(cycles, MILLI), PriceGrade.PUBLISHED, source);
  }
}
