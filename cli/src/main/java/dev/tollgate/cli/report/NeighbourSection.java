package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Results;

/**
 * What lies beside buffers, by call site: for each IOMMU and policy a table in which the allocators
 * stand side by side, each figure with a bar. It needs no script.
 */
final class NeighbourSection implements ReportSection {

  /** Call sites shown of each table; all stand in the runs' files. */
  private static final int MOST_LINES = 24;

  private static final int PERCENT = 100;

  private final ImmutableList<NeighbourTable> tables;

  NeighbourSection(ImmutableList<NeighbourTable> tables) {
    this.tables = tables;
  }

  @Override
  public boolean appliesTo(Results results) {
    return !tables.isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "neighbours");
    html.element("h2", "Whose memory lies beside a buffer");
    html.element(
        "p",
        "Bytes that devices could reach beside their buffers or after the buffers' unmap, on average"
            + " over the run, by what they are and who had asked for them. The darker end of a bar"
            + " is the part after unmap. All bars of one table have the same scale.",
        "class",
        "caption");
    boolean first = true;
    for (NeighbourTable table : tables) {
      if (first) {
        html.open("details", "class", "neighbours", "open", "");
      } else {
        html.open("details", "class", "neighbours");
      }
      first = false;
      html.element("summary", table.name());
      write(html, table);
      html.close();
    }
    html.close();
  }

  private static void write(Html html, NeighbourTable table) {
    long largest = 1;
    for (NeighbourTable.Line line : table.rows()) {
      largest = Math.max(largest, line.largest());
    }
    html.open("div", "class", "scroll").open("table");
    html.open("thead").open("tr").element("th", "Who had asked", "class", "text");
    table.columns().forEach(column -> html.element("th", column, "class", "text"));
    html.close().close().open("tbody");
    int written = 0;
    for (NeighbourTable.Line line : table.rows()) {
      boolean isSite = line.kind().equals("allocated");
      if (!isSite || written++ < MOST_LINES) {
        html.open("tr", "class", line.kind());
        html.element("td", line.words(), "class", "text");
        for (NeighbourTable.Cell cell : line.cells()) {
          cell(html, cell, largest);
        }
        html.close();
      }
    }
    html.close().close().close();
  }

  private static void cell(Html html, NeighbourTable.Cell cell, long largest) {
    html.open("td", "class", "bar-cell");
    html.open("span", "class", "bar", "style", "--share: " + share(cell.mean(), largest));
    html.element(
        "span", "", "class", "stale", "style", "width: " + share(cell.stale(), cell.mean()));
    html.close();
    html.element("span", Units.format(cell.mean(), "bytes/1000"), "class", "bar-value");
    html.close();
  }

  private static String share(long part, long whole) {
    long thousandths = whole == 0 ? 0 : Math.round(1000.0 * PERCENT * part / whole);
    return "%d.%03d%%".formatted(thousandths / 1000, thousandths % 1000);
  }
}
