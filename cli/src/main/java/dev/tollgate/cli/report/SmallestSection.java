package dev.tollgate.cli.report;

import dev.tollgate.cli.results.Results;

/** The table of the smallest values at which runs come out well. */
final class SmallestSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return results.sweep() != null;
  }

  @Override
  public void write(Html html, Results results) {
    String axis = results.sweep();
    if (axis == null) {
      return;
    }
    html.open("section", "id", "smallest");
    html.element("h2", "Smallest " + axis);
    html.open("div", "class", "scroll").open("table");
    html.open("thead").open("tr");
    html.element("th", "combination", "class", "text");
    html.element("th", "smallest", "class", "number");
    html.element("th", "what fails at the value before", "class", "text");
    html.close().close();
    html.open("tbody");
    for (SmallestTable.Row row : SmallestTable.rows(results, axis)) {
      String value = row.value();
      String below = row.below();
      html.open("tr");
      html.element("th", row.combination(), "class", "text", "scope", "row");
      html.element("td", value == null ? "none" : value, "class", "number");
      html.element("td", below == null ? "" : below, "class", "text");
      html.close();
    }
    html.close().close().close().close();
  }
}
