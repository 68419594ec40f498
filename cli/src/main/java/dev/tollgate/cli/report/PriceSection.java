package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.LinkedHashSet;
import java.util.Set;

/** Every price that any run was charged, with its grade and source. */
final class PriceSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return !prices(results).isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "prices");
    html.element("h2", "Prices");
    html.element(
        "p",
        "CPU cycles for one step, and what the figure rests on. Estimated prices are nobody's"
            + " measurement: treat what rests on them with care.",
        "class",
        "caption");
    html.open("div", "class", "scroll").open("table");
    html.open("thead").open("tr");
    for (String heading : ImmutableList.of("Profile", "Step", "Cycles", "Grade", "Source")) {
      html.element("th", heading, "class", heading.equals("Cycles") ? "number" : "text");
    }
    html.close().close().open("tbody");
    for (ImmutableList<String> price : prices(results)) {
      html.open("tr");
      html.element("td", price.get(0), "class", "text");
      html.element("td", price.get(1), "class", "text");
      html.element("td", price.get(2), "class", "number");
      html.open("td", "class", "text");
      html.element("span", price.get(3), "class", "grade " + price.get(3)).close();
      html.element("td", price.get(4), "class", "text wide");
      html.close();
    }
    html.close().close().close().close();
  }

  private static Set<ImmutableList<String>> prices(Results results) {
    Set<ImmutableList<String>> prices = new LinkedHashSet<>();
    for (RunRecord run : results.runs()) {
      for (AccountRecord account : run.cycles()) {
        if (account.count() > 0) {
          prices.add(
              ImmutableList.of(
                  run.spec().costProfile(),
                  account.unit(),
                  Units.format(account.milliCycles(), "cycles/1000"),
                  account.grade(),
                  account.source()));
        }
      }
    }
    return prices;
  }
}
