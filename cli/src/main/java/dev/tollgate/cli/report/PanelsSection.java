package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.TableRecord;

/**
 * The charts that show everything at once, in panels. An experiment with parts has a section for
 * each: the table that it asks for, throughput and CPU use, and the other charts folded away.
 */
final class PanelsSection implements ReportSection {

  private static final ImmutableList<String> ALWAYS_OPEN =
      ImmutableList.of(MeasureGroup.THROUGHPUT.id(), MeasureGroup.CPU.id());

  private final Charts charts;

  PanelsSection(Charts charts) {
    this.charts = charts;
  }

  @Override
  public boolean appliesTo(Results results) {
    return !charts.inPanels().isEmpty() || !results.tables().isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("div", "id", "panels");
    key(html, charts.parts().get(0).panels().contenders());
    for (PartCharts part : charts.parts()) {
      if (part.part().name().isEmpty()) {
        tables(html, results, part.part());
        part.charts().forEach(chart -> ChartsSection.section(html, chart, chart.table(results)));
      } else {
        part(html, results, part);
      }
    }
    html.close();
  }

  private static void key(Html html, ImmutableList<String> contenders) {
    html.open("div", "id", "contenders", "class", "contenders", "hidden", "", "role", "group");
    for (int contender = 0; contender < contenders.size(); contender++) {
      html.open(
          "button", "type", "button", "aria-pressed", "true", "value", Integer.toString(contender));
      html.open("i").close().text(contenders.get(contender)).close();
    }
    html.close();
  }

  private static void part(Html html, Results results, PartCharts part) {
    html.open("section", "id", "part-" + part.part().name(), "class", "part");
    html.element("h2", part.part().title());
    tables(html, results, part.part());
    ImmutableList.Builder<Chart> folded = ImmutableList.builder();
    for (Chart chart : part.charts()) {
      if (ALWAYS_OPEN.stream().anyMatch(id -> chart.id().equals(id + part.panels().suffix()))) {
        ChartsSection.section(html, chart, chart.table(results));
      } else {
        folded.add(chart);
      }
    }
    ImmutableList<Chart> more = folded.build();
    if (!more.isEmpty()) {
      html.open("details", "class", "more");
      html.element(
          "summary", "More: " + String.join(", ", more.stream().map(Chart::title).toList()));
      more.forEach(chart -> ChartsSection.section(html, chart, chart.table(results)));
      html.close();
    }
    html.close();
  }

  private static void tables(Html html, Results results, PartRecord part) {
    for (TableRecord table : results.tables()) {
      if (table.part().equals(part.name())) {
        html.open("section", "class", "table");
        AskedTable.of(table, results).write(html);
        html.close();
      }
    }
  }
}
