package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A plain table for the HTML report. Cells of all columns but the first {@code texts} are numbers,
 * aligned to the right.
 *
 * @param texts how many columns at the left hold text
 * @param heading of each column
 * @param rows cells by column
 */
public record HtmlTable(
    int texts, ImmutableList<String> heading, ImmutableList<ImmutableList<String>> rows) {

  /** Rows from which on a table gets a box in which it scrolls. */
  static final int TALL = 30;

  /** Writes the table within a box that scrolls sideways where the screen is too narrow. */
  public void write(Html html) {
    html.open("div", "class", rows.size() > TALL ? "scroll tall" : "scroll").open("table");
    html.open("thead").open("tr");
    cells(html, "th", heading);
    html.close().close().open("tbody");
    for (ImmutableList<String> row : rows) {
      html.open("tr");
      cells(html, "td", row);
      html.close();
    }
    html.close().close().close();
  }

  private void cells(Html html, String tag, List<String> cells) {
    for (int column = 0; column < cells.size(); column++) {
      html.element(tag, cells.get(column), "class", column < texts ? "text" : "number");
    }
  }
}
