package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.List;
import java.util.Map;

/** A chart of one scene, which the reader picks; its spec is {@code charts/ID.json}. */
interface SceneChart extends Chart {

  /** What to draw for one scene; nothing is drawn if it has no rows. */
  Plot plot(List<RunRecord> scene);

  @Override
  default String kind() {
    return "scene";
  }

  @Override
  default ImmutableMap<String, Object> data(Results results) {
    ImmutableList.Builder<Plot> plots = ImmutableList.builder();
    for (List<RunRecord> scene : Multimaps.asMap(Scenes.of(results)).values()) {
      plots.add(plot(scene.stream().filter(RunRecord::finished).toList()));
    }
    return ImmutableMap.of(
        "spec", Json.tree(ReportResources.text("charts/" + id() + ".json")),
        "plots", plots.build());
  }

  /**
   * The data of one chart for one scene.
   *
   * @param rows what is drawn, a map from field to value each
   * @param values what stands for {@code "@name"} in the spec, by name
   */
  record Plot(ImmutableList<Map<String, Object>> rows, ImmutableMap<String, Object> values) {}
}
