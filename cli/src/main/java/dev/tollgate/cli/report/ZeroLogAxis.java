package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;

/**
 * An axis that is logarithmic but has a place for zero: ticks at zero and then at equal steps, 10
 * for plain numbers, 1000 for times, 1024 for bytes.
 *
 * @param constant values well below it are drawn as zero
 * @param ticks where ticks stand, in the unit of charts; the first is 0
 * @param labels what they say
 */
public record ZeroLogAxis(
    BigDecimal constant, ImmutableList<BigDecimal> ticks, ImmutableList<String> labels) {

  /** An axis for values of one unit, given in the unit of charts; see {@link Units#base}. */
  public static ZeroLogAxis over(Collection<BigDecimal> values, String unit) {
    BigDecimal step =
        BigDecimal.valueOf(
            unit.startsWith("byte") ? 1024 : unit.endsWith("s") && unit.length() == 2 ? 1000 : 10);
    BigDecimal smallest = BigDecimal.ONE;
    BigDecimal largest = BigDecimal.ONE;
    boolean any = false;
    for (BigDecimal value : values) {
      if (value.signum() > 0) {
        smallest = any ? smallest.min(value) : value;
        largest = any ? largest.max(value) : value;
        any = true;
      }
    }
    BigDecimal first = BigDecimal.ONE;
    while (first.compareTo(smallest) > 0) {
      first = first.divide(step, MathContext.DECIMAL64);
    }
    while (first.multiply(step).compareTo(smallest) <= 0) {
      first = first.multiply(step);
    }
    ImmutableList.Builder<BigDecimal> ticks = ImmutableList.builder();
    ImmutableList.Builder<String> labels = ImmutableList.builder();
    ticks.add(BigDecimal.ZERO);
    labels.add("0");
    for (BigDecimal tick = first; ; tick = tick.multiply(step)) {
      ticks.add(tick.stripTrailingZeros());
      labels.add(Units.formatBase(tick, unit));
      if (tick.compareTo(largest) >= 0) {
        break;
      }
    }
    return new ZeroLogAxis(
        first.divide(BigDecimal.valueOf(4), MathContext.DECIMAL64), ticks.build(), labels.build());
  }
}
