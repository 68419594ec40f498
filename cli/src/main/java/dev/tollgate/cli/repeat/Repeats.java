package dev.tollgate.cli.repeat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.SummaryRecord;
import dev.tollgate.cli.results.SummaryRecord.SpreadRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums up runs that differ in their seed only. */
public final class Repeats {

  /** Digits behind the point of what is not whole. */
  private static final int DIGITS = 3;

  private Repeats() {}

  /** A summary of each combination; none if nothing was repeated. */
  public static ImmutableList<SummaryRecord> summary(List<RunRecord> runs) {
    if (runs.stream().noneMatch(run -> run.coordinates().containsKey(Cell.REPEAT))) {
      return ImmutableList.of();
    }
    ImmutableMap.Builder<Integer, RunRecord> byNumber = ImmutableMap.builder();
    runs.forEach(run -> byNumber.put(run.number(), run));
    ImmutableMap<Integer, RunRecord> all = byNumber.buildOrThrow();
    List<Cell.Place> places =
        runs.stream()
            .map(run -> new Cell.Place(run.number(), ImmutableMap.copyOf(run.coordinates())))
            .toList();
    ImmutableList.Builder<SummaryRecord> summary = ImmutableList.builder();
    for (Cell cell : Cell.of(places)) {
      List<RunRecord> finished = new ArrayList<>();
      for (int number : cell.runs()) {
        RunRecord run = all.get(number);
        if (run != null && run.finished()) {
          finished.add(run);
        }
      }
      summary.add(of(cell, finished));
    }
    return summary.build();
  }

  private static SummaryRecord of(Cell cell, List<RunRecord> finished) {
    boolean same = areSame(finished);
    SortedMap<String, List<Long>> values = new TreeMap<>();
    SortedMap<String, String> units = new TreeMap<>();
    for (RunRecord run : finished) {
      for (String metric : run.metrics().keySet()) {
        Figure figure = run.figure(metric);
        if (figure != null) {
          values.computeIfAbsent(metric, name -> new ArrayList<>()).add(figure.value());
          units.put(metric, figure.unit());
        }
      }
    }
    ImmutableSortedMap.Builder<String, SpreadRecord> metrics = ImmutableSortedMap.naturalOrder();
    values.forEach(
        (metric, each) ->
            metrics.put(metric, spread(each, String.valueOf(units.get(metric)), same)));
    return new SummaryRecord(
        cell.coordinates(),
        finished.stream().map(RunRecord::number).toList(),
        same,
        metrics.buildOrThrow());
  }

  /** Whether the seed made no difference at all, as far as several runs can tell. */
  public static boolean areSame(List<RunRecord> finished) {
    if (finished.size() < 2) {
      return false;
    }
    RunRecord first = finished.get(0);
    return finished.stream()
        .allMatch(
            run ->
                run.metrics().equals(first.metrics())
                    && run.cycles().equals(first.cycles())
                    && run.distributions().equals(first.distributions())
                    && run.series().equals(first.series()));
  }

  private static SpreadRecord spread(List<Long> values, String unit, boolean same) {
    long min = values.stream().mapToLong(Long::longValue).min().orElseThrow();
    long max = values.stream().mapToLong(Long::longValue).max().orElseThrow();
    if (same || values.size() < 2) {
      return new SpreadRecord(unit, values.size(), mean(values), null, null, min, max);
    }
    StudentInterval interval = StudentInterval.of(values);
    return new SpreadRecord(
        unit,
        values.size(),
        mean(values),
        rounded(interval.mean().subtract(interval.half())),
        rounded(interval.mean().add(interval.half())),
        min,
        max);
  }

  /** Whole if it is, else rounded. */
  private static BigDecimal mean(List<Long> values) {
    BigInteger sum =
        values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger[] parts = sum.divideAndRemainder(BigInteger.valueOf(values.size()));
    return parts[1].signum() == 0
        ? new BigDecimal(parts[0])
        : new BigDecimal(sum)
            .divide(BigDecimal.valueOf(values.size()), DIGITS, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal rounded(BigDecimal value) {
    return value.setScale(DIGITS, RoundingMode.HALF_EVEN);
  }
}
