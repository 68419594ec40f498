package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableListMultimap;
import dev.tollgate.cli.report.Column.Side;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.stream.Collectors;

/** The table that shows price and safety of every run side by side. */
final class ComparisonSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return results.runs().stream().anyMatch(RunRecord::finished);
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "comparison");
    html.element("h2", "Price and safety, side by side");
    html.element(
        "p",
        "Bytes are averages over the run: so many bytes could be reached at any moment. Late DMA:"
            + " of a DMA just after each unmap, how many would reach memory, be absorbed unnoticed,"
            + " or be refused.",
        "class",
        "caption");
    html.open("div", "class", "scroll").open("table", "class", "comparison");
    heading(html);
    ImmutableListMultimap<String, RunRecord> scenes = Scenes.of(results);
    for (String scene : scenes.keySet()) {
      html.open("tbody");
      if (!scene.isEmpty()) {
        html.open("tr", "class", "scene");
        html.element("th", scene, "colspan", Integer.toString(Column.ALL.size() + 1));
        html.close();
      }
      scenes.get(scene).forEach(run -> row(html, run));
      html.close();
    }
    html.close().close().close();
  }

  private static void heading(Html html) {
    html.open("thead");
    html.open("tr").element("th", "IOMMU/policy", "rowspan", "2", "class", "text");
    for (Side side : Side.values()) {
      long columns = Column.ALL.stream().filter(column -> column.side() == side).count();
      html.element(
          "th", side.title(), "colspan", Long.toString(columns), "class", "side " + side.title());
    }
    html.close();
    html.open("tr");
    for (Column column : Column.ALL) {
      html.element(
          "th",
          column.words(),
          "class",
          "number" + edge(column),
          "title",
          column.measures().stream().map(Measure::meaning).collect(Collectors.joining("; ")));
    }
    html.close();
    html.close();
  }

  private static void row(Html html, RunRecord run) {
    html.open("tr");
    html.element("th", Scenes.contender(run), "class", "text", "scope", "row");
    if (!run.finished()) {
      html.element("td", "failed", "colspan", Integer.toString(Column.ALL.size()), "class", "bad");
      html.close();
      return;
    }
    for (Column column : Column.ALL) {
      Reading reading = column.reading(run);
      String text = column.text(run);
      String reason = reading.reason();
      if (reason == null) {
        html.element("td", text, "class", "number" + edge(column));
      } else {
        html.element("td", text, "class", "number unknown" + edge(column), "title", reason);
      }
    }
    html.close();
  }

  private static String edge(Column column) {
    return column.equals(firstOf(column.side())) ? " edge" : "";
  }

  private static Column firstOf(Side side) {
    return Column.ALL.stream().filter(column -> column.side() == side).findFirst().orElseThrow();
  }
}
