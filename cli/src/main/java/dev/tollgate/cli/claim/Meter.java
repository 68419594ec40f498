package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableSortedSet;
import dev.tollgate.cli.claim.Form.Comparison;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.core.settings.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what claims measure off runs, exactly. Runs that differ in their seed count as their mean.
 */
final class Meter {

  private static final String RATIO = "ratio";

  private final Map<Integer, RunRecord> runs;
  private final ImmutableSortedSet<String> known;

  Meter(Map<Integer, RunRecord> runs) {
    this.runs = runs;
    this.known =
        runs.values().stream()
            .flatMap(run -> run.metrics().keySet().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }

  /** A value and what it is counted in. */
  record Reading(Fraction value, String unit) {}

  /** The value of a form for a group of runs, one cell for each of its selections. */
  Reading read(Form form, List<Cell> group) throws NotMeasurableException {
    List<Reading> readings = new ArrayList<>();
    for (Cell cell : group) {
      readings.add(quantity(form.quantity(), cell));
    }
    if (form instanceof Comparison comparison) {
      return compare(comparison, readings.get(0), readings.get(1), group.get(0));
    }
    if (form instanceof Form.Increases) {
      Fraction first = increase(form, readings.get(0), readings.get(1), group.get(0));
      Fraction second = increase(form, readings.get(2), readings.get(3), group.get(2));
      return new Reading(second.minus(first), RATIO);
    }
    if (form instanceof Form.Order) {
      for (int i = 1; i < readings.size(); i++) {
        if (readings.get(i - 1).value().compareTo(readings.get(i).value()) >= 0) {
          return new Reading(Fraction.ZERO, "in order");
        }
      }
      return new Reading(Fraction.ONE, "in order");
    }
    return readings.get(0);
  }

  private Reading compare(Comparison form, Reading from, Reading to, Cell first)
      throws NotMeasurableException {
    Fraction difference = to.value().minus(from.value());
    if (form.kind() == Comparison.Kind.DIFFERENCE) {
      return new Reading(difference, to.unit());
    }
    Fraction increase = increase(form, from, to, first);
    return new Reading(
        form.kind() == Comparison.Kind.RATIO ? increase.plus(Fraction.ONE) : increase, RATIO);
  }

  private Fraction increase(Form form, Reading from, Reading to, Cell first)
      throws NotMeasurableException {
    if (from.value().isZero()) {
      throw new NotMeasurableException(
          "%s is 0 in %s".formatted(form.quantity().text(), name(first)));
    }
    return to.value().minus(from.value()).over(from.value());
  }

  private Reading quantity(Quantity quantity, Cell cell) throws NotMeasurableException {
    Reading of = sum(quantity.of(), cell);
    if (quantity.per().isEmpty()) {
      return of;
    }
    Reading per = sum(quantity.per(), cell);
    if (per.value().isZero()) {
      throw new NotMeasurableException(
          "%s is 0 in %s".formatted(String.join(" + ", quantity.per()), name(cell)));
    }
    return new Reading(
        of.value().over(per.value()),
        of.unit().equals(per.unit()) ? RATIO : of.unit() + " per " + per.unit());
  }

  /** The mean over the runs of a cell. */
  private Reading sum(List<String> metrics, Cell cell) throws NotMeasurableException {
    Fraction sum = Fraction.ZERO;
    String unit = null;
    for (int number : cell.runs()) {
      Reading one = sum(metrics, run(number));
      sum = sum.plus(one.value());
      unit = sameUnit(metrics, unit, one.unit());
    }
    return new Reading(sum.over(Fraction.of(cell.runs().size())), String.valueOf(unit));
  }

  private RunRecord run(int number) throws NotMeasurableException {
    RunRecord run = runs.get(number);
    if (run == null || run.failure() != null) {
      throw new NotMeasurableException(
          "run %d %s"
              .formatted(
                  number,
                  run == null || run.failure() == null
                      ? "is missing"
                      : "failed: " + run.failure().kind().words()));
    }
    return run;
  }

  /** As in reports: metrics of a sum that a run does not have count as 0, unless it has none. */
  private Reading sum(List<String> metrics, RunRecord run) throws NotMeasurableException {
    Fraction sum = Fraction.ZERO;
    String unit = null;
    for (String metric : metrics) {
      if (!known.contains(metric)) {
        throw new NotMeasurableException(
            "no run reports " + metric + NearestName.hint(metric, near(metric), "metrics"));
      }
      String reason = run.unobservable(metric);
      if (reason != null) {
        throw new NotMeasurableException(
            "run %d cannot show %s: %s".formatted(run.number(), metric, reason));
      }
      Figure figure = run.metrics().get(metric);
      if (figure != null) {
        sum = sum.plus(Fraction.of(figure.value()));
        unit = sameUnit(metrics, unit, figure.unit());
      }
    }
    if (unit == null) {
      throw new NotMeasurableException(
          "run %d (%s) does not report %s"
              .formatted(run.number(), run.spec().combination(), String.join(" or ", metrics)));
    }
    return new Reading(sum, unit);
  }

  /** All metrics are too many to list: those of the same first word. */
  private Iterable<String> near(String metric) {
    String nearest = NearestName.of(metric, known);
    if (nearest != null) {
      return List.of(nearest);
    }
    String first = metric.replaceFirst("\\..*", ".");
    return known.stream().filter(name -> name.startsWith(first)).toList();
  }

  private static String sameUnit(List<String> metrics, @Nullable String one, String other)
      throws NotMeasurableException {
    if (one != null && !one.equals(other)) {
      throw new NotMeasurableException(
          "%s are in %s and %s".formatted(String.join(" and ", metrics), one, other));
    }
    return other;
  }

  private String name(Cell cell) {
    RunRecord run = runs.get(cell.runs().get(0));
    return "run " + cell.runs().get(0) + (run == null ? "" : " (" + run.spec().combination() + ")");
  }
}
