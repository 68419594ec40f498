package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.List;
import java.util.Map;

/**
 * A chart of the report: a Vega-Lite spec from the resource {@code report/charts/ID.json}, the rows
 * it draws, and the same as a table.
 *
 * <p>A text {@code "@name"} in the spec stands for the value that {@link Plot#values} gives it.
 */
interface Chart {

  /** Name of the spec; unique. */
  String id();

  /** Heading over the chart. */
  String title();

  /** What it shows and how to read it, in one to three sentences. */
  String caption();

  /** What to draw for one scene; nothing is drawn if it has no rows. */
  Plot plot(List<RunRecord> scene);

  /** The numbers behind the chart. */
  HtmlTable table(Results results);

  /**
   * The data of one chart for one scene.
   *
   * @param rows what is drawn, a map from field to value each
   * @param values what stands for {@code "@name"} in the spec, by name
   */
  record Plot(ImmutableList<Map<String, Object>> rows, ImmutableMap<String, Object> values) {}
}
