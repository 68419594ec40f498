package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A figure that reports show, made from one or several metrics of a run: their sum, or one sum in
 * parts of another.
 *
 * @param id short and unique, for data in reports
 * @param title for axes and headings
 * @param unit of its value; see {@link Units#format}
 * @param meaning one sentence
 * @param parts metrics that are added up; those that a run does not report count as 0, unless it
 *     reports none
 * @param whole metrics by whose sum the parts are divided; empty to leave the sum as it is
 * @param factor the quotient is multiplied by this
 */
record Measure(
    String id,
    String title,
    String unit,
    String meaning,
    ImmutableList<String> parts,
    ImmutableList<String> whole,
    long factor) {

  /** The sum of metrics, in their own unit. */
  static Measure sum(String id, String title, String unit, String meaning, String... metrics) {
    return new Measure(
        id, title, unit, meaning, ImmutableList.copyOf(metrics), ImmutableList.of(), 1);
  }

  /** One sum of metrics as a part of another. */
  static Measure share(
      String id, String title, String meaning, ImmutableList<String> parts, String... whole) {
    return new Measure(id, title, "ppm", meaning, parts, ImmutableList.copyOf(whole), 1_000_000);
  }

  /** One sum of metrics for each one of another, in the unit of the first. */
  static Measure per(
      String id,
      String title,
      String unit,
      String meaning,
      ImmutableList<String> parts,
      String... whole) {
    return new Measure(id, title, unit, meaning, parts, ImmutableList.copyOf(whole), 1);
  }

  /** What a run says. */
  Reading of(RunRecord run) {
    for (ImmutableList<String> metrics : ImmutableList.of(parts, whole)) {
      for (String metric : metrics) {
        String reason = run.unobservable(metric);
        if (reason != null) {
          return Reading.unknown(unit, reason);
        }
      }
    }
    BigInteger value = add(run, parts);
    if (value == null) {
      return Reading.absent(unit);
    }
    if (!whole.isEmpty()) {
      BigInteger divisor = add(run, whole);
      if (divisor == null || divisor.signum() <= 0) {
        return Reading.absent(unit);
      }
      value = value.multiply(BigInteger.valueOf(factor)).divide(divisor);
    }
    return Reading.known(unit, value.longValueExact());
  }

  private static @Nullable BigInteger add(RunRecord run, ImmutableList<String> metrics) {
    BigInteger sum = null;
    for (String metric : metrics) {
      Figure figure = run.metrics().get(metric);
      if (figure != null) {
        BigInteger value = BigInteger.valueOf(figure.value());
        sum = sum == null ? value : sum.add(value);
      }
    }
    return sum;
  }
}
