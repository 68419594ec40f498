package dev.tollgate.cli.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.check.CheckReport.CheckedCondition;
import dev.tollgate.cli.check.Verdict.Outcome;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.gauge.Condition;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.gauge.RunPlace;
import dev.tollgate.cli.report.RunName;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds results against conditions, each combination against the same one of a baseline. Runs that
 * differ in their seed only count as their mean. What cannot be decided closes the gate: it never
 * counts as fine.
 */
public final class Gate {

  private final ImmutableList<ImmutableList<RunRecord>> cells;
  private final @Nullable ImmutableList<ImmutableList<RunRecord>> baseline;
  private final ImmutableSet<String> axes;

  /** A gate for results; the baseline may be left out if no condition needs it. */
  public Gate(Results results, @Nullable Results baseline) {
    this.cells = cells(results);
    this.baseline = baseline == null ? null : cells(baseline);
    this.axes =
        Stream.concat(
                results.axes().stream(), baseline == null ? Stream.of() : baseline.axes().stream())
            .filter(axis -> !axis.equals(Cell.REPEAT))
            .collect(ImmutableSet.toImmutableSet());
  }

  private static ImmutableList<ImmutableList<RunRecord>> cells(Results results) {
    ImmutableMap<Integer, RunRecord> byNumber =
        results.runs().stream()
            .collect(ImmutableMap.toImmutableMap(RunRecord::number, Function.identity()));
    return Cell.of(
            results.runs().stream()
                .map(run -> new Cell.Place(run.number(), ImmutableMap.copyOf(run.coordinates())))
                .toList())
        .stream()
        .map(
            cell ->
                cell.runs().stream()
                    .map(byNumber::get)
                    .collect(ImmutableList.<RunRecord>toImmutableList()))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Decides conditions.
   *
   * @throws BadInputException if one needs a baseline and there is none, or is about no run
   */
  public CheckReport decide(List<Condition> conditions) {
    ImmutableList.Builder<CheckedCondition> checked = ImmutableList.builder();
    for (Condition condition : conditions) {
      checked.add(decide(condition));
    }
    ImmutableList<CheckedCondition> all = checked.build();
    ImmutableList<String> missing = missingRuns(conditions);
    boolean passed =
        missing.isEmpty()
            && all.stream()
                .flatMap(condition -> condition.verdicts().stream())
                .allMatch(verdict -> verdict.outcome() == Outcome.FINE);
    return new CheckReport(passed, all, missing);
  }

  private CheckedCondition decide(Condition condition) {
    if (condition.amount().needsBaseline() && baseline == null) {
      throw new BadInputException(
          "\"" + condition.text() + "\" is relative to a baseline; give one with --baseline DIR");
    }
    ImmutableList<Verdict> verdicts =
        cells.stream()
            .filter(cell -> condition.concerns(cell.get(0)))
            .map(cell -> verdict(condition, cell))
            .sorted(Comparator.comparing(Verdict::outcome, Comparator.reverseOrder()))
            .collect(ImmutableList.toImmutableList());
    if (verdicts.isEmpty()) {
      throw new BadInputException("\"" + condition.text() + "\" is about no run");
    }
    return new CheckedCondition(condition.text(), condition.gauge().name(), verdicts);
  }

  private Verdict verdict(Condition condition, ImmutableList<RunRecord> cell) {
    GaugeReading reading = condition.gauge().mean(cell);
    if (!reading.isKnown()) {
      return missing(cell, "cannot tell " + condition.gauge().name() + ": " + reading.reason());
    }
    GaugeReading before = null;
    if (baseline != null) {
      List<ImmutableList<RunRecord>> same =
          baseline.stream()
              .filter(other -> RunPlace.alike(cell.get(0), other.get(0), axes))
              .toList();
      if (same.size() == 1) {
        before = condition.gauge().mean(same.get(0));
      }
      if (condition.amount().needsBaseline()) {
        if (same.size() != 1) {
          return missing(
              cell,
              same.isEmpty()
                  ? "the baseline has no such run"
                  : "the baseline has " + same.size() + " such runs");
        }
        if (before != null && !before.isKnown()) {
          return missing(
              cell,
              "the baseline cannot tell " + condition.gauge().name() + ": " + before.reason());
        }
        if (before != null && !before.unit().equals(reading.unit())) {
          return missing(cell, "it is in " + reading.unit() + ", the baseline in " + before.unit());
        }
      }
    }
    Fraction from = before == null || !before.isKnown() ? Fraction.ZERO : before.value();
    Fraction limit = condition.amount().limit(reading.unit(), from);
    boolean crossed = condition.comparison().holds(reading.value(), limit);
    boolean compared = before != null && before.isKnown();
    return new Verdict(
        RunName.of(cell.get(0)),
        coordinates(cell),
        numbers(cell),
        crossed ? Outcome.CROSSED : Outcome.FINE,
        null,
        reading.value().decimal(),
        reading.unit(),
        compared ? from.decimal() : null,
        limit.decimal(),
        ImmutableList.of(
            reading.text(),
            compared ? GaugeReading.text(from, reading.unit()) : "",
            GaugeReading.text(limit, reading.unit())));
  }

  private static Verdict missing(ImmutableList<RunRecord> cell, String reason) {
    return new Verdict(
        RunName.of(cell.get(0)),
        coordinates(cell),
        numbers(cell),
        Outcome.MISSING,
        reason,
        null,
        "",
        null,
        null,
        ImmutableList.of("", "", ""));
  }

  private static ImmutableMap<String, String> coordinates(ImmutableList<RunRecord> cell) {
    return cell.get(0).coordinates().entrySet().stream()
        .filter(coordinate -> !coordinate.getKey().equals(Cell.REPEAT))
        .collect(
            ImmutableMap.toImmutableMap(
                java.util.Map.Entry::getKey, java.util.Map.Entry::getValue));
  }

  private static ImmutableList<Integer> numbers(ImmutableList<RunRecord> cell) {
    return cell.stream().map(RunRecord::number).collect(ImmutableList.toImmutableList());
  }

  /** Combinations of the baseline that some condition is about and that the results lack. */
  private ImmutableList<String> missingRuns(List<Condition> conditions) {
    if (baseline == null) {
      return ImmutableList.of();
    }
    return baseline.stream()
        .map(cell -> cell.get(0))
        .filter(run -> conditions.stream().anyMatch(condition -> condition.concerns(run)))
        .filter(run -> cells.stream().noneMatch(cell -> RunPlace.alike(cell.get(0), run, axes)))
        .map(RunName::of)
        .collect(ImmutableList.toImmutableList());
  }
}
