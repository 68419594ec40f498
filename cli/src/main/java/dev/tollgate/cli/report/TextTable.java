package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text with the same widths over several blocks of rows. The first column is aligned to
 * the left, all others to the right.
 */
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  /** Adds a row; returns its number for {@link #line}. */
  public int add(List<String> cells) {
    for (int column = 0; column < cells.size(); column++) {
      int width = width(cells.get(column));
      if (column == widths.size()) {
        widths.add(width);
      } else if (widths.get(column) < width) {
        widths.set(column, width);
      }
    }
    rows.add(ImmutableList.copyOf(cells));
    return rows.size() - 1;
  }

  /** The row as a line of text, once all rows are known; {@code separators} go before each cell. */
  public String line(int row, List<String> separators) {
    StringBuilder line = new StringBuilder();
    List<String> cells = rows.get(row);
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths.get(column) - width(cell));
      line.append(separators.get(column));
      line.append(column == 0 ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }

  /** Width of a column. */
  public int width(int column) {
    return widths.get(column);
  }

  /** Places a text takes on the screen; there are no wide characters in our tables. */
  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
