package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import dev.tollgate.cli.report.Column.Side;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Price and safety side by side, a line for each run, for a terminal at least 120 characters wide.
 */
public final class ScreenTable {

  private static final ImmutableList<String> SEPARATORS = separators(" ", " │ ");

  private ScreenTable() {}

  /** The table with its notes, ending with a line break. */
  public static String of(Results results) {
    TextTable table = new TextTable();
    int headingLines = 2;
    for (int line = 0; line < headingLines; line++) {
      table.add(heading(line));
    }
    ImmutableListMultimap<String, RunRecord> scenes = Scenes.of(results);
    List<Integer> numbers = new ArrayList<>();
    for (RunRecord run : scenes.values()) {
      numbers.add(run.finished() ? table.add(row(run)) : -1);
    }
    StringBuilder text = new StringBuilder();
    if (!results.title().isEmpty()) {
      text.append(results.title()).append('\n');
    }
    text.append(sides(table)).append('\n');
    for (int line = 0; line < headingLines; line++) {
      text.append(table.line(line, SEPARATORS)).append('\n');
    }
    int next = 0;
    for (String scene : scenes.keySet()) {
      text.append(scene.isEmpty() ? rule(table) : scene).append('\n');
      for (RunRecord run : scenes.get(scene)) {
        int number = numbers.get(next++);
        text.append(number < 0 ? failed(run) : table.line(number, SEPARATORS)).append('\n');
      }
    }
    Notes.of(results).forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private static String failed(RunRecord run) {
    return Scenes.contender(run) + "  failed, see run " + run.number() + " below";
  }

  private static ImmutableList<String> heading(int line) {
    return Stream.concat(
            Stream.of(line == 0 ? "IOMMU" : "/policy"),
            Column.ALL.stream().map(column -> column.heading().get(line)))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<String> row(RunRecord run) {
    return Stream.concat(
            Stream.of(Scenes.contender(run)), Column.ALL.stream().map(column -> column.narrow(run)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The separator before each cell: another one where a side begins. */
  private static ImmutableList<String> separators(String usual, String atSide) {
    ImmutableList.Builder<String> separators = ImmutableList.builder();
    separators.add("");
    Side previous = null;
    for (Column column : Column.ALL) {
      separators.add(column.side() == previous ? usual : atSide);
      previous = column.side();
    }
    return separators.build();
  }

  /** The line that names the sides, each over the middle of its columns. */
  private static String sides(TextTable table) {
    StringBuilder line = new StringBuilder(" ".repeat(table.width(0)));
    for (Side side : Side.values()) {
      int width = 0;
      for (int column = 0; column < Column.ALL.size(); column++) {
        if (Column.ALL.get(column).side() == side) {
          width += (width == 0 ? 0 : 1) + table.width(column + 1);
        }
      }
      String title = " " + side.title() + " ";
      int before = Math.max(0, (width - title.length()) / 2);
      int after = Math.max(0, width - title.length() - before);
      line.append(" │ ").append("─".repeat(before)).append(title).append("─".repeat(after));
    }
    return line.toString().stripTrailing();
  }

  private static String rule(TextTable table) {
    int width = table.width(0);
    for (int column = 0; column < Column.ALL.size(); column++) {
      width += SEPARATORS.get(column + 1).length() + table.width(column + 1);
    }
    return "─".repeat(width);
  }
}
