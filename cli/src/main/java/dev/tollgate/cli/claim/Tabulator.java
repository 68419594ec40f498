package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Form.Comparison;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.TableRecord;
import dev.tollgate.cli.results.TableRecord.ColumnRecord;
import dev.tollgate.cli.results.TableRecord.RowRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fills tables from the results of runs. */
public final class Tabulator {

  private final ImmutableList<Cell> cells;
  private final Meter meter;

  /**
   * Of some runs.
   *
   * @param records the runs of the table's part, and no others
   */
  public Tabulator(List<RunRecord> records) {
    Map<Integer, RunRecord> runs = new TreeMap<>();
    records.forEach(run -> runs.put(run.number(), run));
    cells =
        Cell.of(
            records.stream()
                .filter(RunRecord::finished)
                .map(run -> new Cell.Place(run.number(), ImmutableMap.copyOf(run.coordinates())))
                .toList());
    meter = new Meter(runs);
  }

  /** A column's values by the cell that they are of, and what they are counted in. */
  private record Filled(String unit, Map<Cell, Fraction> values) {}

  /** The table, a row for each combination that came to its end. */
  public TableRecord of(CheckedTable table) {
    List<Filled> columns = new ArrayList<>();
    ImmutableList.Builder<ColumnRecord> headings = ImmutableList.builder();
    for (CheckedTable.Column column : table.columns()) {
      Filled filled = filled(column.column().form(), column.points());
      columns.add(filled);
      headings.add(new ColumnRecord(column.column().title(), filled.unit(), change(column)));
    }
    ImmutableList.Builder<RowRecord> rows = ImmutableList.builder();
    for (Cell cell : cells) {
      rows.add(
          new RowRecord(
              cell.runs(),
              columns.stream()
                  .map(
                      column -> {
                        Fraction value = column.values().get(cell);
                        return value == null ? null : value.decimal();
                      })
                  .toList()));
    }
    return new TableRecord(table.part(), headings.build(), rows.build());
  }

  private static boolean change(CheckedTable.Column column) {
    return column.column().form() instanceof Comparison comparison
        && comparison.kind() == Comparison.Kind.INCREASE;
  }

  private Filled filled(Form form, @Nullable Points points) {
    Map<Cell, Fraction> values = new HashMap<>();
    String unit = "";
    for (ImmutableList<Cell> group :
        points == null ? ImmutableList.<ImmutableList<Cell>>of() : points.of(cells)) {
      Cell shown = group.get(group.size() - 1);
      if (group.size() > 1 && group.get(0).equals(shown)) {
        continue; // it is what the others are compared with
      }
      try {
        Meter.Reading reading = meter.read(form, group);
        unit = reading.unit();
        values.put(shown, reading.value());
      } catch (NotMeasurableException e) {
        // A run without this figure has none to show.
      }
    }
    return new Filled(unit, values);
  }
}
