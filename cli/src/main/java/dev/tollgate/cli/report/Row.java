package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.repeat.Repeats;
import dev.tollgate.cli.repeat.StudentInterval;
import dev.tollgate.cli.results.RunRecord;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a table shows: a run, or several that differ in their seed only, by their mean.
 *
 * @param runs that came to their end; the first of all if none did
 * @param baseline the row without IOMMU that is alike in everything else; null if there is none, or
 *     if this is it
 */
record Row(ImmutableList<RunRecord> runs, @Nullable Row baseline) {

  private static final String OFF = "off";

  /** The rows for some runs, in their order. */
  static ImmutableList<Row> of(List<RunRecord> runs) {
    ListMultimap<Map<String, String>, RunRecord> rows = LinkedListMultimap.create();
    for (RunRecord run : runs) {
      ImmutableMap.Builder<String, String> coordinates = ImmutableMap.builder();
      boolean repeated = run.coordinates().containsKey(Cell.REPEAT);
      coordinates.put("", repeated ? "" : Integer.toString(run.number()));
      run.coordinates()
          .forEach(
              (axis, value) -> {
                if (!axis.equals(Cell.REPEAT)) {
                  coordinates.put(axis, value);
                }
              });
      rows.put(coordinates.buildOrThrow(), run);
    }
    Map<Map<String, String>, Row> baselines = new HashMap<>();
    for (List<RunRecord> row : Multimaps.asMap(rows).values()) {
      if (row.get(0).spec().iommu().equals(OFF)) {
        baselines.putIfAbsent(unprotected(row.get(0)), new Row(finished(row), null));
      }
    }
    ImmutableList.Builder<Row> all = ImmutableList.builder();
    for (List<RunRecord> row : Multimaps.asMap(rows).values()) {
      boolean protects = !row.get(0).spec().iommu().equals(OFF);
      all.add(new Row(finished(row), protects ? baselines.get(unprotected(row.get(0))) : null));
    }
    return all.build();
  }

  private static ImmutableList<RunRecord> finished(List<RunRecord> runs) {
    ImmutableList<RunRecord> finished =
        runs.stream().filter(RunRecord::finished).collect(ImmutableList.toImmutableList());
    return finished.isEmpty() ? ImmutableList.of(runs.get(0)) : finished;
  }

  /** The coordinates that a run shares with its baseline. */
  private static ImmutableMap<String, String> unprotected(RunRecord run) {
    return run.coordinates().entrySet().stream()
        .filter(coordinate -> !Scenes.isProtection(coordinate.getKey()))
        .filter(coordinate -> !coordinate.getKey().equals(Cell.REPEAT))
        .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The run, or one that stands for the others where they are alike. */
  RunRecord first() {
    return runs.get(0);
  }

  /** Whether there is a spread to show. */
  boolean spreads() {
    return runs.size() > 1 && !Repeats.areSame(runs);
  }

  /** The mean of a measure; the first reading that is not known if there is one. */
  Reading mean(Measure measure) {
    Reading first = measure.of(first());
    List<Long> values = values(measure);
    return values == null
        ? runs.stream()
            .map(measure::of)
            .filter(reading -> !reading.isKnown())
            .findFirst()
            .orElse(first)
        : values.size() == 1
            ? first
            : Reading.known(
                first.unit(),
                StudentInterval.of(values)
                    .mean()
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact());
  }

  /** Half the width of the 95 % interval of a measure's mean; null if there is none. */
  @Nullable Reading half(Measure measure) {
    List<Long> values = values(measure);
    return values == null || values.size() < 2
        ? null
        : Reading.known(
            measure.of(first()).unit(),
            StudentInterval.of(values).half().setScale(0, RoundingMode.HALF_EVEN).longValueExact());
  }

  /** By how much a measure differs from the baseline; null if that cannot be said. */
  @Nullable Difference difference(Measure measure) {
    return baseline == null ? null : Difference.of(mean(measure), baseline.mean(measure));
  }

  private @Nullable List<Long> values(Measure measure) {
    List<Long> values = new ArrayList<>();
    for (RunRecord run : runs) {
      Reading reading = measure.of(run);
      if (!reading.isKnown()) {
        return null;
      }
      values.add(reading.value());
    }
    return values;
  }
}
