package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Results;

/**
 * The charts of one scene, with a choice of it if there are several. The numbers of each stand
 * below it as a table, which the page folds away once the chart is drawn.
 */
final class ChartsSection implements ReportSection {

  private final Charts charts;

  ChartsSection(Charts charts) {
    this.charts = charts;
  }

  @Override
  public boolean appliesTo(Results results) {
    return !charts.ofScenes().isEmpty();
  }

  @Override
  public void write(Html html, Results all) {
    Results results = Charts.shown(all);
    html.open("div", "id", "all-charts");
    picker(html, results);
    for (Chart chart : charts.ofScenes()) {
      section(html, chart, chart.table(results));
    }
    html.close();
  }

  private static void picker(Html html, Results results) {
    ImmutableList<String> scenes = Scenes.of(results).keySet().asList();
    if (scenes.size() < 2) {
      return;
    }
    html.open("p", "class", "picker", "hidden", "");
    html.element("label", "Charts show", "for", "scene").open("select", "id", "scene");
    for (int scene = 0; scene < scenes.size(); scene++) {
      html.element("option", scenes.get(scene), "value", Integer.toString(scene));
    }
    html.close().close();
  }

  /** One chart with its heading and numbers. */
  static void section(Html html, Chart chart, HtmlTable table) {
    html.open("section", "id", chart.id());
    html.element("h2", chart.title());
    html.element("p", chart.caption(), "class", "caption");
    html.open("figure");
    html.open("div", "class", "chart", "data-chart", chart.id()).close();
    html.open("details", "open", "").element("summary", "The numbers");
    table.write(html);
    html.close().close().close();
  }
}
