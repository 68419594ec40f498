package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import java.util.stream.Stream;

/**
 * The charts of some results and the data that the page's script draws them from: those that the
 * results hold figures for.
 *
 * @param results all of them
 * @param parts charts of everything at once, for each part of the experiment
 * @param ofScenes charts of one scene at a time, in the order of the page
 */
record Charts(Results results, ImmutableList<PartCharts> parts, ImmutableList<Chart> ofScenes) {

  /** Those of one scene. */
  private static final ImmutableList<Chart> OF_SCENES =
      ImmutableList.of(new PriceSafetyChart(), new CyclesChart(), new StaleWindowChart());

  /** The charts of some results. */
  static Charts of(Results results) {
    Results shown = shown(results);
    return new Charts(results, PartCharts.of(results), drawn(OF_SCENES, shown));
  }

  /** Those of some charts for which the results hold figures. */
  static ImmutableList<Chart> drawn(ImmutableList<Chart> charts, Results results) {
    return charts.stream()
        .filter(chart -> !chart.table(results).rows().isEmpty())
        .collect(ImmutableList.toImmutableList());
  }

  /** Charts of everything at once, in the order of the page. */
  ImmutableList<Chart> inPanels() {
    return parts.stream()
        .flatMap(part -> part.charts().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** All of them, in the order of the page. */
  ImmutableList<Chart> all() {
    return Stream.concat(inPanels().stream(), ofScenes.stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** Specs and data as JSON that can stand in a script element. */
  String json() {
    ImmutableList.Builder<ImmutableMap<String, Object>> charts = ImmutableList.builder();
    for (PartCharts part : parts) {
      for (Chart chart : part.charts()) {
        charts.add(
            ImmutableMap.<String, Object>builder()
                .putAll(data(chart, results))
                .put("titles", part.panels().titles())
                .buildOrThrow());
      }
    }
    ofScenes.forEach(chart -> charts.add(data(chart, shown(results))));
    ImmutableMap<String, Object> page =
        ImmutableMap.of(
            "panels", Panels.data(parts.stream().map(PartCharts::panels).toList()),
            "specs", specs(),
            "charts", charts.build());
    return Json.line(page).replace("<", "\\u003c");
  }

  private static ImmutableMap<String, Object> specs() {
    ImmutableMap.Builder<String, Object> specs = ImmutableMap.builder();
    for (String name : ImmutableList.of("lines", "differences", "bars", "stacks")) {
      specs.put(name, Json.tree(ReportResources.text("charts/" + name + ".json")));
    }
    return specs.buildOrThrow();
  }

  private static ImmutableMap<String, Object> data(Chart chart, Results results) {
    return ImmutableMap.<String, Object>builder()
        .put("id", chart.id())
        .put("kind", chart.kind())
        .putAll(chart.data(results))
        .buildOrThrow();
  }

  /** Of runs that differ in their seed only, the first. */
  static Results shown(Results results) {
    return results.summary().isEmpty()
        ? results
        : results.withRuns(
            results.runs().stream()
                .filter(run -> run.coordinates().getOrDefault(Cell.REPEAT, "1").equals("1"))
                .toList());
  }
}
