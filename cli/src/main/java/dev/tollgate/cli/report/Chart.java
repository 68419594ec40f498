package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.Results;

/**
 * A chart of the report: data that the page's script draws, and the same as a table.
 *
 * <p>Specs are Vega-Lite from the resources {@code report/charts}. A text {@code "@name"} in one
 * stands for the value of that name.
 */
interface Chart {

  /** Name of the chart; unique. */
  String id();

  /** Heading over the chart. */
  String title();

  /** What it shows and how to read it, in one to three sentences. */
  String caption();

  /** Name of the way it is drawn: that of a function of the script. */
  String kind();

  /** What that function draws, beside the chart's id and kind. */
  ImmutableMap<String, Object> data(Results results);

  /** The numbers behind the chart; without rows, there is no chart. */
  HtmlTable table(Results results);
}
