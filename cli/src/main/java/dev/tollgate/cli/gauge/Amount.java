package dev.tollgate.cli.gauge;

import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.core.error.BadInputException;

/**
 * What a figure is held against: so much, or so much more or less than a baseline.
 *
 * @param kind how it is meant
 * @param number as written, with its sign; of a percentage the number before the sign %
 * @param unit as written; empty if there is none
 */
public record Amount(Kind kind, Fraction number, String unit) {

  /** How an amount is meant. */
  public enum Kind {
    /** {@code 1ms}: so much. */
    ABSOLUTE,
    /** {@code +1ms}: so much more than the baseline. */
    DIFFERENCE,
    /** {@code +5%}: more than the baseline by a part of it. */
    RELATIVE
  }

  private static final Fraction HUNDRED = Fraction.of(100);

  /** Whether it means nothing without a baseline. */
  public boolean needsBaseline() {
    return kind != Kind.ABSOLUTE;
  }

  /**
   * The value for figures of a unit.
   *
   * @param baseline the figure of the baseline; anything if none is needed
   * @throws BadInputException if the amount is of another kind than the unit
   */
  public Fraction limit(String metricUnit, Fraction baseline) {
    return switch (kind) {
      case ABSOLUTE -> in(metricUnit);
      case DIFFERENCE -> baseline.plus(in(metricUnit));
      case RELATIVE -> baseline.times(HUNDRED.plus(number)).over(HUNDRED);
    };
  }

  /** Whether it can be held against figures of a unit. */
  public boolean fits(String metricUnit) {
    return kind == Kind.RELATIVE || number.isZero() || AmountUnits.factor(unit, metricUnit) != null;
  }

  private Fraction in(String metricUnit) {
    if (number.isZero()) {
      return Fraction.ZERO;
    }
    Fraction factor = AmountUnits.factor(unit, metricUnit);
    if (factor == null) {
      throw new BadInputException(
          "%s%s cannot be held against a figure in %s; expected %s"
              .formatted(
                  number.decimal().toPlainString(),
                  unit,
                  metricUnit,
                  AmountUnits.expected(metricUnit)));
    }
    return number.times(factor);
  }
}
