package dev.tollgate.cli.calibrate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A price and the values that it may have, in cycles with up to three decimals.
 *
 * @param step id of the step that it is the price of
 * @param from lowest value
 * @param to highest value, above {@code from}
 */
record PriceRange(String step, BigDecimal from, BigDecimal to) {

  /** Steps of the grid that a range is searched on. */
  static final int STEPS = 64;

  /**
   * The value at a place of the grid, 0 to {@value #STEPS}; in whole cycles if there are as many.
   */
  BigDecimal at(int place) {
    BigDecimal width = to.subtract(from);
    int decimals = width.compareTo(BigDecimal.valueOf(STEPS)) < 0 ? 3 : 0;
    BigDecimal value =
        width
            .multiply(BigDecimal.valueOf(place))
            .divide(BigDecimal.valueOf(STEPS), decimals, RoundingMode.HALF_EVEN)
            .add(from)
            .stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  /** The place of the grid that is nearest to a value. */
  int nearest(BigDecimal value) {
    BigDecimal place =
        value
            .subtract(from)
            .multiply(BigDecimal.valueOf(STEPS))
            .divide(to.subtract(from), 0, RoundingMode.HALF_EVEN);
    return Math.max(0, Math.min(STEPS, place.intValue()));
  }
}
