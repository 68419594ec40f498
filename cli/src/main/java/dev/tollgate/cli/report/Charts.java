package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.List;
import java.util.Map;

/** All charts of the report and the data that its script draws them from. */
final class Charts {

  /** In the order of the page. */
  static final ImmutableList<Chart> ALL =
      ImmutableList.of(new PriceSafetyChart(), new CyclesChart(), new StaleWindowChart());

  private Charts() {}

  /** Specs and data as JSON that can stand in a script element. */
  static String json(Results results) {
    ImmutableListMultimap<String, RunRecord> scenes = Scenes.of(shown(results));
    ImmutableList.Builder<Map<String, Object>> charts = ImmutableList.builder();
    for (Chart chart : ALL) {
      ImmutableList.Builder<Chart.Plot> plots = ImmutableList.builder();
      for (List<RunRecord> scene : Multimaps.asMap(scenes).values()) {
        plots.add(chart.plot(finished(scene)));
      }
      charts.add(
          ImmutableMap.of(
              "id", chart.id(),
              "spec", Json.tree(ReportResources.text("charts/" + chart.id() + ".json")),
              "plots", plots.build()));
    }
    return Json.line(charts.build()).replace("<", "\\u003c");
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

  private static ImmutableList<RunRecord> finished(List<RunRecord> runs) {
    return runs.stream().filter(RunRecord::finished).collect(ImmutableList.toImmutableList());
  }
}
