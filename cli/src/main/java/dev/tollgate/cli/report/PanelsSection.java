package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Results;

/** The charts that show everything at once, in panels. */
final class PanelsSection implements ReportSection {

  private final Charts charts;

  PanelsSection(Charts charts) {
    this.charts = charts;
  }

  @Override
  public boolean appliesTo(Results results) {
    return !charts.inPanels().isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("div", "id", "panels");
    ImmutableList<String> contenders = charts.panels().contenders();
    html.open("div", "id", "contenders", "class", "contenders", "hidden", "", "role", "group");
    for (int contender = 0; contender < contenders.size(); contender++) {
      html.open(
          "button", "type", "button", "aria-pressed", "true", "value", Integer.toString(contender));
      html.open("i").close().text(contenders.get(contender)).close();
    }
    html.close();
    for (Chart chart : charts.inPanels()) {
      ChartsSection.section(html, chart, chart.table(results));
    }
    html.close();
  }
}
