package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How charts lay out results: a panel for each scene, along the axis if there is one, and in it a
 * line or bar for each contender.
 *
 * @param axis along which panels are drawn; null if there is none
 * @param titles of the panels, in the order of the experiment; one may be empty
 * @param contenders names of lines or bars, in the order of the experiment
 * @param points what is drawn, in the order of the experiment
 * @param suffix of the names of charts: empty, or one that tells the part of the experiment
 */
record Panels(
    @Nullable ChartAxis axis,
    ImmutableList<String> titles,
    ImmutableList<String> contenders,
    ImmutableList<Point> points,
    String suffix) {

  /**
   * One row of results and where it is drawn.
   *
   * @param panel number of the panel
   * @param contender number of the contender
   * @param places on the axis; all of them where the axis does not matter, none without axis
   * @param row what was measured
   */
  record Point(int panel, int contender, ImmutableList<Integer> places, Row row) {}

  /** The layout of some results. */
  static Panels of(Results results) {
    return of(results, contenders(results), "");
  }

  /**
   * The layout of one part of an experiment.
   *
   * @param lines names of the contenders of all parts, so that each looks the same everywhere
   */
  static Panels of(Results results, ImmutableList<String> lines, String suffix) {
    ChartAxis axis = ChartAxis.of(results);
    ImmutableSet<String> without = without(axis);
    List<Row> rows = Row.of(results.runs()).stream().filter(row -> row.first().finished()).toList();
    Set<String> titles = new LinkedHashSet<>();
    for (Row row : rows) {
      titles.add(Scenes.scene(row.first().coordinates(), without));
    }
    ImmutableList<String> panels = ImmutableList.copyOf(titles);
    ImmutableList.Builder<Point> points = ImmutableList.builder();
    for (Row row : rows) {
      RunRecord run = row.first();
      points.add(
          new Point(
              panels.indexOf(Scenes.scene(run.coordinates(), without)),
              lines.indexOf(Scenes.contender(run, without)),
              places(axis, run),
              row));
    }
    return new Panels(axis, panels, lines, points.build(), suffix);
  }

  /** Names of the lines or bars of some results, in their order. */
  static ImmutableList<String> contenders(Results results) {
    ImmutableSet<String> without = without(ChartAxis.of(results));
    return results.runs().stream()
        .filter(RunRecord::finished)
        .map(run -> Scenes.contender(run, without))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableSet<String> without(@Nullable ChartAxis axis) {
    return axis == null
        ? ImmutableSet.of(PartRecord.AXIS)
        : ImmutableSet.of(PartRecord.AXIS, axis.path());
  }

  private static ImmutableList<Integer> places(@Nullable ChartAxis axis, RunRecord run) {
    if (axis == null) {
      return ImmutableList.of();
    }
    int place = axis.indexOf(run);
    return place >= 0
        ? ImmutableList.of(place)
        : IntStream.range(0, axis.labels().size()).boxed().collect(ImmutableList.toImmutableList());
  }

  /** All runs that are drawn. */
  ImmutableList<RunRecord> runs() {
    return points.stream()
        .flatMap(point -> point.row().runs().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** Headings of the columns that tell points apart. */
  ImmutableList<String> headings() {
    ImmutableList.Builder<String> headings = ImmutableList.builder();
    if (titles.size() > 1) {
      headings.add("Scene");
    }
    if (axis != null) {
      headings.add(axis.title());
    }
    return headings.add("Combination").build();
  }

  /** What stands in these columns. */
  ImmutableList<String> names(Point point) {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    if (titles.size() > 1) {
      names.add(titles.get(point.panel()));
    }
    if (axis != null) {
      names.add(point.places().size() == 1 ? axis.labels().get(point.places().get(0)) : "any");
    }
    return names.add(contenders.get(point.contender())).build();
  }

  /** For the script: the lines or bars of all panels together, in the order of their names. */
  static ImmutableMap<String, Object> data(List<Panels> all) {
    Map<Integer, RunRecord> first = new TreeMap<>();
    for (Panels panels : all) {
      panels.points.forEach(point -> first.putIfAbsent(point.contender(), point.row().first()));
    }
    ImmutableList.Builder<ImmutableMap<String, Object>> lines = ImmutableList.builder();
    first.forEach(
        (contender, run) ->
            lines.add(
                ImmutableMap.of(
                    "name", all.get(0).contenders.get(contender),
                    "iommu", run.spec().iommu(),
                    "allocator", run.spec().allocator())));
    return ImmutableMap.of("contenders", lines.build());
  }
}
