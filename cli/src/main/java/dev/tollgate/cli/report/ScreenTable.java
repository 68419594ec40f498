package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multimaps;
import dev.tollgate.cli.report.Column.Side;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Price and safety side by side, a line for each run, for a terminal at least 120 characters wide.
 */
public final class ScreenTable {

  private final ImmutableList<Column> columns;
  private final ImmutableList<String> separators;
  private final boolean protects;

  private ScreenTable(Results results) {
    columns = Column.of(results);
    separators = separators(" ", " │ ");
    protects = columns.contains(Column.DMA.get(0));
  }

  /** The table with its notes, ending with a line break. */
  public static String of(Results results) {
    return new ScreenTable(results).text(results);
  }

  /** The tables that the experiment asks for, each ending with a line break; empty if none. */
  public static String asked(Results results) {
    return AskedTable.text(results);
  }

  private String text(Results results) {
    TextTable table = new TextTable();
    int headingLines = 2;
    for (int line = 0; line < headingLines; line++) {
      table.add(heading(line));
    }
    ImmutableListMultimap<String, RunRecord> scenes = Scenes.of(results);
    List<Integer> numbers = new ArrayList<>();
    for (List<RunRecord> scene : Multimaps.asMap(scenes).values()) {
      for (Row row : Row.of(scene)) {
        numbers.add(row.first().finished() ? table.add(cells(row)) : -1);
        numbers.add(row.spreads() ? table.add(spread(row)) : -1);
      }
    }
    StringBuilder text = new StringBuilder();
    if (!results.title().isEmpty()) {
      text.append(results.title()).append('\n');
    }
    text.append(sides(table)).append('\n');
    for (int line = 0; line < headingLines; line++) {
      text.append(table.line(line, separators)).append('\n');
    }
    int next = 0;
    String last = "";
    for (String scene : scenes.keySet()) {
      Map<String, String> coordinates = scenes.get(scene).get(0).coordinates();
      String part = coordinates.getOrDefault(PartRecord.AXIS, "");
      if (!part.equals(last)) {
        text.append(title(part, results)).append('\n');
        last = part;
      }
      String shown = Scenes.scene(coordinates, ImmutableSet.of(PartRecord.AXIS));
      text.append(shown.isEmpty() ? rule(table) : shown).append('\n');
      for (Row row : Row.of(scenes.get(scene))) {
        int number = numbers.get(next++);
        text.append(number < 0 ? failed(row.first()) : table.line(number, separators)).append('\n');
        int spread = numbers.get(next++);
        if (spread >= 0) {
          text.append(table.line(spread, separators)).append('\n');
        }
      }
    }
    Notes.of(results).forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private static String title(String part, Results results) {
    return results.parts().stream()
        .filter(one -> one.name().equals(part))
        .map(one -> "\u2501\u2501 " + one.title())
        .findFirst()
        .orElse(part);
  }

  private static String failed(RunRecord run) {
    return Scenes.contender(run) + "  failed, see run " + run.number() + " below";
  }

  private ImmutableList<String> heading(int line) {
    return Stream.concat(
            Stream.of(first(line)), columns.stream().map(column -> column.heading().get(line)))
        .collect(ImmutableList.toImmutableList());
  }

  private String first(int line) {
    if (!protects) {
      return line == 0 ? "alloc-" : "ator";
    }
    return line == 0 ? "IOMMU" : "/policy";
  }

  private ImmutableList<String> cells(Row row) {
    return Stream.concat(
            Stream.of(Scenes.contender(row.first())),
            columns.stream().map(column -> column.narrow(row)))
        .collect(ImmutableList.toImmutableList());
  }

  /** What goes below the means of several seeds. */
  private ImmutableList<String> spread(Row row) {
    return Stream.concat(
            Stream.of("  ± (%d seeds)".formatted(row.runs().size())),
            columns.stream().map(column -> column.spread(row)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The separator before each cell: another one where a side begins. */
  private ImmutableList<String> separators(String usual, String atSide) {
    ImmutableList.Builder<String> separators = ImmutableList.builder();
    separators.add("");
    Side previous = null;
    for (Column column : columns) {
      separators.add(column.side() == previous ? usual : atSide);
      previous = column.side();
    }
    return separators.build();
  }

  /** The line that names the sides, each over the middle of its columns. */
  private String sides(TextTable table) {
    StringBuilder line = new StringBuilder(" ".repeat(table.width(0)));
    for (Side side : Side.values()) {
      int width = 0;
      for (int column = 0; column < columns.size(); column++) {
        if (columns.get(column).side() == side) {
          width += (width == 0 ? 0 : 1) + table.width(column + 1);
        }
      }
      if (width == 0) {
        continue;
      }
      String title = " " + side.title() + " ";
      int before = Math.max(0, (width - title.length()) / 2);
      int after = Math.max(0, width - title.length() - before);
      line.append(" │ ").append("─".repeat(before)).append(title).append("─".repeat(after));
    }
    return line.toString().stripTrailing();
  }

  private String rule(TextTable table) {
    int width = table.width(0);
    for (int column = 0; column < columns.size(); column++) {
      width += separators.get(column + 1).length() + table.width(column + 1);
    }
    return "─".repeat(width);
  }
}
