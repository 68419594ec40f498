package dev.tollgate.cli.results;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that the experiment asks for.
 *
 * @param part name of the part that it is of; empty if the experiment has none
 * @param columns in their order
 * @param rows one for each combination that came to its end
 */
public record TableRecord(String part, List<ColumnRecord> columns, List<RowRecord> rows) {

  /** Copies what it is given. */
  public TableRecord {
    columns = ImmutableList.copyOf(columns);
    rows = ImmutableList.copyOf(rows);
  }

  /**
   * A column.
   *
   * @param title for readers
   * @param unit of its values: that of a metric, {@code UNIT per UNIT}, or {@code ratio}
   * @param change whether a ratio says by how much a value grew
   */
  public record ColumnRecord(String title, String unit, boolean change) {}

  /**
   * A row.
   *
   * @param runs numbers of the runs that it is of: one, or several that differ in their seed
   * @param values in the order of the columns; null where there is none
   */
  public record RowRecord(List<Integer> runs, List<@Nullable BigDecimal> values) {

    /** Copies what it is given. */
    public RowRecord {
      runs = ImmutableList.copyOf(runs);
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }
}
