package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import dev.tollgate.cli.report.Column.Side;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.stream.Collectors;

/** The table that shows price and safety of every run side by side. */
final class ComparisonSection implements ReportSection {

  private static final String OF_DMA =
      "Bytes are averages over the run: so many bytes could be reached at any moment. Late DMA:"
          + " of a DMA just after each unmap, how many would reach memory, be absorbed unnoticed,"
          + " or be refused.";

  private static final String OF_ALLOCATION =
      "Memory is at the end of the run, but for the peak. Overhead: what is held beyond the"
          + " request, in parts of the request; the columns behind it say what it is made of.";

  private static final String OF_REPEATS =
      "Means over several seeds, ± half the width of the 95 % interval (Student's t); without ±"
          + " where the seed makes no difference. summary.csv has them for every metric. Charts"
          + " show the first seed.";

  @Override
  public boolean appliesTo(Results results) {
    return results.runs().stream().anyMatch(RunRecord::finished);
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "comparison");
    ImmutableList<Column> columns = Column.of(results);
    boolean protects = columns.contains(Column.DMA.get(0));
    html.element(
        "h2", protects ? "Price and safety, side by side" : "Price and memory, side by side");
    html.element("p", protects ? OF_DMA : OF_ALLOCATION, "class", "caption");
    if (!results.summary().isEmpty()) {
      html.element("p", OF_REPEATS, "class", "caption");
    }
    String box = results.runs().size() > HtmlTable.TALL ? "scroll tall" : "scroll";
    html.open("div", "class", box).open("table", "class", "comparison");
    heading(html, columns, protects);
    ImmutableListMultimap<String, RunRecord> scenes = Scenes.of(results);
    for (String scene : scenes.keySet()) {
      html.open("tbody");
      if (!scene.isEmpty()) {
        html.open("tr", "class", "scene");
        html.element("th", scene, "colspan", Integer.toString(columns.size() + 1));
        html.close();
      }
      Row.of(scenes.get(scene)).forEach(row -> row(html, row, columns));
      html.close();
    }
    html.close().close().close();
  }

  private static void heading(Html html, ImmutableList<Column> columns, boolean protects) {
    html.open("thead");
    html.open("tr")
        .element("th", protects ? "IOMMU/policy" : "allocator", "rowspan", "2", "class", "text");
    for (Side side : Side.values()) {
      long width = columns.stream().filter(column -> column.side() == side).count();
      if (width > 0) {
        html.element(
            "th", side.title(), "colspan", Long.toString(width), "class", "side " + side.title());
      }
    }
    html.close();
    html.open("tr");
    for (Column column : columns) {
      html.element(
          "th",
          column.words(),
          "class",
          "number" + edge(column, columns),
          "title",
          column.measures().stream().map(Measure::meaning).collect(Collectors.joining("; ")));
    }
    html.close();
    html.close();
  }

  private static void row(Html html, Row row, ImmutableList<Column> columns) {
    html.open("tr");
    html.element("th", Scenes.contender(row.first()), "class", "text", "scope", "row");
    if (!row.first().finished()) {
      html.element("td", "failed", "colspan", Integer.toString(columns.size()), "class", "bad");
      html.close();
      return;
    }
    for (Column column : columns) {
      Reading reading = column.reading(row);
      String spread = row.spreads() ? column.spread(row) : "";
      String text = column.text(row) + (spread.isEmpty() ? "" : " ± " + spread);
      String reason = reading.reason();
      if (reason == null) {
        html.element("td", text, "class", "number" + edge(column, columns));
      } else {
        html.element(
            "td", text, "class", "number unknown" + edge(column, columns), "title", reason);
      }
    }
    html.close();
  }

  private static String edge(Column column, ImmutableList<Column> columns) {
    return column.equals(firstOf(column.side(), columns)) ? " edge" : "";
  }

  private static Column firstOf(Side side, ImmutableList<Column> columns) {
    return columns.stream().filter(column -> column.side() == side).findFirst().orElseThrow();
  }
}
