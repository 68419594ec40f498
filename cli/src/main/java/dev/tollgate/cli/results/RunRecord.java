package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of an experiment: what was run and what it measured, or why it failed.
 *
 * @param number place in the experiment, from 1
 * @param coordinates the value on each axis that matters to this run, in the order of the axes
 * @param spec everything that decides what the run does
 * @param failure why there are no figures; null if the run came to its end
 * @param metrics every figure, by name
 * @param cycles the accounts of the cycle ledger, by cause
 * @param distributions histograms, in the order they were reported
 * @param series curves, in the order they were reported
 * @param unobservable reason by prefix of metric names: figures that the input could not show and
 *     that are therefore unknown, whatever {@code metrics} says
 * @param notes what a reader of the figures must know about the run's input, a sentence each
 * @param outcome how the run came out; null if its workload cannot fail as part of the question
 */
public record RunRecord(
    int number,
    Map<String, String> coordinates,
    SpecRecord spec,
    @Nullable FailureRecord failure,
    SortedMap<String, Figure> metrics,
    List<AccountRecord> cycles,
    List<DistributionRecord> distributions,
    List<SeriesRecord> series,
    SortedMap<String, String> unobservable,
    List<String> notes,
    @Nullable OutcomeRecord outcome) {

  /** Copies what it is given. */
  public RunRecord {
    coordinates = ImmutableMap.copyOf(coordinates);
    metrics = ImmutableSortedMap.copyOf(metrics);
    cycles = ImmutableList.copyOf(cycles);
    distributions = ImmutableList.copyOf(distributions);
    series = ImmutableList.copyOf(series);
    unobservable = ImmutableSortedMap.copyOf(unobservable);
    notes = ImmutableList.copyOf(notes);
  }

  /** A run whose workload has no outcome. */
  public RunRecord(
      int number,
      Map<String, String> coordinates,
      SpecRecord spec,
      @Nullable FailureRecord failure,
      SortedMap<String, Figure> metrics,
      List<AccountRecord> cycles,
      List<DistributionRecord> distributions,
      List<SeriesRecord> series,
      SortedMap<String, String> unobservable,
      List<String> notes) {
    this(
        number,
        coordinates,
        spec,
        failure,
        metrics,
        cycles,
        distributions,
        series,
        unobservable,
        notes,
        null);
  }

  /**
   * One measured figure.
   *
   * @param value whole number in {@code unit}
   * @param unit {@code ps}, {@code bytes}, {@code count}, {@code cycles/1000} and the like
   */
  public record Figure(long value, String unit) {}

  /**
   * How a run came out.
   *
   * @param success whether what was tried came off
   * @param message one line: what was reached, or what failed and why
   */
  public record OutcomeRecord(boolean success, String message) {}

  /** A run that ended with a failure and measured nothing. */
  public static RunRecord failed(
      int number, Map<String, String> coordinates, SpecRecord spec, FailureRecord failure) {
    return new RunRecord(
        number,
        coordinates,
        spec,
        failure,
        ImmutableSortedMap.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableSortedMap.of(),
        ImmutableList.of(),
        null);
  }

  /** Whether the run came to its end. */
  @JsonIgnore
  public boolean finished() {
    return failure == null;
  }

  /** Whether the experiment was stopped before the run ended. */
  @JsonIgnore
  public boolean interrupted() {
    return failure != null && failure.kind() == FailureRecord.Kind.INTERRUPTED;
  }

  /** The same run at another place of an experiment. */
  public RunRecord at(int newNumber, Map<String, String> newCoordinates) {
    return new RunRecord(
        newNumber,
        newCoordinates,
        spec,
        failure,
        metrics,
        cycles,
        distributions,
        series,
        unobservable,
        notes,
        outcome);
  }

  /** Why a figure is unknown, or null if the run could show it. */
  public @Nullable String unobservable(String metric) {
    for (Map.Entry<String, String> entry : unobservable.entrySet()) {
      if (metric.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  /** A figure that the run reported and could show, or null. */
  public @Nullable Figure figure(String metric) {
    return unobservable(metric) == null ? metrics.get(metric) : null;
  }
}
