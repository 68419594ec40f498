package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.ClaimRecord.MeasuredRecord;
import dev.tollgate.cli.results.ClaimRecord.PointRecord;
import dev.tollgate.cli.results.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides claims by the results of runs. */
public final class Judge {

  private final Map<Integer, RunRecord> runs = new TreeMap<>();
  private final ImmutableList<Cell> cells;
  private final Meter meter;

  /**
   * A judge.
   *
   * @param records all runs of the experiment
   */
  public Judge(List<RunRecord> records) {
    records.forEach(run -> runs.put(run.number(), run));
    cells =
        Cell.of(
            records.stream()
                .map(run -> new Cell.Place(run.number(), ImmutableMap.copyOf(run.coordinates())))
                .toList());
    meter = new Meter(runs);
  }

  /** One value of a claim, and what it was taken from. */
  private record Point(ImmutableMap<String, String> coordinates, Fraction value, List<Cell> cells) {

    ImmutableList<Integer> runs() {
      return cells.stream()
          .flatMap(cell -> cell.runs().stream())
          .sorted()
          .distinct()
          .collect(ImmutableList.toImmutableList());
    }
  }

  /** What the runs say of a claim. */
  public ClaimRecord decide(CheckedClaim checked) {
    Claim claim = checked.claim();
    Points finder = checked.points();
    if (finder == null) {
      return undecided(claim, String.valueOf(checked.missing()), ImmutableList.of());
    }
    ImmutableList<ImmutableList<Cell>> groups = finder.of(cells);
    if (groups.isEmpty()) {
      return undecided(claim, "no such runs: " + claim.measure(), ImmutableList.of());
    }
    List<Point> points = new ArrayList<>();
    String unit = "";
    try {
      for (ImmutableList<Cell> group : groups) {
        Meter.Reading reading = meter.read(claim.form(), group);
        unit = reading.unit();
        points.add(new Point(finder.coordinates(group), reading.value(), group));
      }
    } catch (NotMeasurableException e) {
      return undecided(claim, e.reason(), groups);
    }
    return decided(claim, points, unit);
  }

  private ClaimRecord decided(Claim claim, List<Point> points, String unit) {
    Band band = claim.band();
    Fraction measured = measured(claim, points);
    boolean met =
        claim.over() == Over.EACH
            ? points.stream().allMatch(point -> band.contains(point.value()))
            : band.contains(measured);
    return record(
        claim,
        new MeasuredRecord(measured.decimal(), unit),
        met,
        null,
        points.stream()
            .map(
                point ->
                    new PointRecord(
                        point.coordinates(),
                        point.value().decimal(),
                        band.contains(point.value()),
                        point.runs()))
            .collect(ImmutableList.toImmutableList()),
        points.stream()
            .flatMap(point -> point.runs().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Integer::compare)));
  }

  private static Fraction measured(Claim claim, List<Point> points) {
    List<Fraction> values = points.stream().map(Point::value).toList();
    Fraction sum = values.stream().reduce(Fraction.ZERO, Fraction::plus);
    Fraction result = values.get(0);
    switch (claim.over()) {
      case SUM -> {
        return sum;
      }
      case MEAN -> {
        return sum.over(Fraction.of(values.size()));
      }
      case MIN -> {
        for (Fraction value : values) {
          result = value.compareTo(result) < 0 ? value : result;
        }
      }
      case MAX -> {
        for (Fraction value : values) {
          result = value.compareTo(result) > 0 ? value : result;
        }
      }
      case EACH -> {
        Band band = claim.band();
        for (Fraction value : values) {
          result = band.margin(value).compareTo(band.margin(result)) < 0 ? value : result;
        }
      }
    }
    return result;
  }

  private ClaimRecord undecided(Claim claim, String reason, List<ImmutableList<Cell>> groups) {
    return record(
        claim,
        null,
        false,
        reason,
        ImmutableList.of(),
        groups.stream()
            .flatMap(List::stream)
            .flatMap(cell -> cell.runs().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Integer::compare)));
  }

  private ClaimRecord record(
      Claim claim,
      @Nullable MeasuredRecord measured,
      boolean met,
      @Nullable String notMeasurable,
      ImmutableList<PointRecord> points,
      ImmutableSortedSet<Integer> restsOn) {
    return new ClaimRecord(
        claim.id(),
        claim.sentence(),
        claim.source(),
        claim.measure(),
        claim.over().word(),
        claim.band().record(),
        measured,
        met,
        notMeasurable,
        points,
        restsOn.asList(),
        estimates(restsOn));
  }

  /** Steps that these runs were charged at prices nobody measured or published. */
  private ImmutableList<String> estimates(Iterable<Integer> numbers) {
    ImmutableSortedSet.Builder<String> steps = ImmutableSortedSet.naturalOrder();
    for (int number : numbers) {
      RunRecord run = runs.get(number);
      if (run != null) {
        run.cycles().stream()
            .filter(account -> account.count() > 0 && account.estimated())
            .forEach(account -> steps.add(account.step()));
      }
    }
    return steps.build().asList();
  }
}
