package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.TableRecord;
import dev.tollgate.cli.results.TableRecord.ColumnRecord;
import dev.tollgate.cli.results.TableRecord.RowRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table that the experiment asks for, as it is shown. */
final class AskedTable {

  private static final String NOTHING = "\u2013";
  private static final String RATIO = "ratio";
  private static final String PER = " per ";
  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);
  private static final ImmutableSet<String> WITHOUT = ImmutableSet.of(PartRecord.AXIS);

  private AskedTable() {}

  /** The table for the page: scene and combination, then what was asked for. */
  static HtmlTable of(TableRecord table, Results results) {
    ImmutableMap<Integer, RunRecord> runs = byNumber(results);
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    String last = "";
    for (RowRecord row : table.rows()) {
      RunRecord run = runs.get(row.runs().get(0));
      if (run != null) {
        String scene = Scenes.scene(run.coordinates(), WITHOUT);
        rows.add(
            ImmutableList.<String>builder()
                .add(scene.equals(last) ? "" : scene)
                .add(Scenes.contender(run))
                .addAll(values(table, row))
                .build());
        last = scene;
      }
    }
    ImmutableList.Builder<String> heading = ImmutableList.builder();
    heading.add("Scene", "Combination");
    table.columns().forEach(column -> heading.add(column.title()));
    return new HtmlTable(2, heading.build(), rows.build());
  }

  /** All tables for a terminal, each with the title of its part; empty if there are none. */
  static String text(Results results) {
    StringBuilder text = new StringBuilder();
    for (TableRecord table : results.tables()) {
      results.parts().stream()
          .filter(part -> part.name().equals(table.part()))
          .forEach(part -> text.append(part.title()).append('\n'));
      text(table, results, text);
    }
    return text.toString();
  }

  private static void text(TableRecord table, Results results, StringBuilder text) {
    ImmutableMap<Integer, RunRecord> runs = byNumber(results);
    TextTable lines = new TextTable();
    List<String> scenes = new ArrayList<>();
    lines.add(
        ImmutableList.<String>builder()
            .add("")
            .addAll(table.columns().stream().map(ColumnRecord::title).toList())
            .build());
    for (RowRecord row : table.rows()) {
      RunRecord run = runs.get(row.runs().get(0));
      if (run != null) {
        scenes.add(Scenes.scene(run.coordinates(), WITHOUT));
        lines.add(
            ImmutableList.<String>builder()
                .add(Scenes.contender(run))
                .addAll(values(table, row))
                .build());
      }
    }
    List<String> separators = new ArrayList<>();
    separators.add("");
    table.columns().forEach(column -> separators.add("  "));
    text.append(lines.line(0, separators)).append('\n');
    for (int row = 0; row < scenes.size(); row++) {
      String scene = scenes.get(row);
      if (!scene.isEmpty() && (row == 0 || !scene.equals(scenes.get(row - 1)))) {
        text.append(scene).append('\n');
      }
      text.append(lines.line(row + 1, separators)).append('\n');
    }
  }

  private static ImmutableMap<Integer, RunRecord> byNumber(Results results) {
    return results.runs().stream()
        .collect(ImmutableMap.toImmutableMap(RunRecord::number, run -> run));
  }

  private static ImmutableList<String> values(TableRecord table, RowRecord row) {
    ImmutableList.Builder<String> values = ImmutableList.builder();
    for (int column = 0; column < table.columns().size(); column++) {
      values.add(shown(row.values().get(column), table.columns().get(column)));
    }
    return values.build();
  }

  /** A value for readers: {@code +48%}, {@code 5.79}, {@code 941 Mb/s}. */
  static String shown(@Nullable BigDecimal value, ColumnRecord column) {
    if (value == null) {
      return NOTHING;
    }
    if (column.change()) {
      return Difference.of(value).text();
    }
    int per = column.unit().indexOf(PER);
    String unit = per < 0 ? column.unit() : column.unit().substring(0, per);
    return unit.equals(RATIO)
        ? value.round(THREE_DIGITS).stripTrailingZeros().toPlainString()
        : Units.format(value.setScale(0, RoundingMode.HALF_EVEN).longValueExact(), unit);
  }
}
