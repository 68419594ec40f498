package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that fits its experiment: what its columns compare with is there, or the command line
 * left it out.
 *
 * @param part name of the part that it is of; empty if the experiment has none
 * @param columns in their order
 */
public record CheckedTable(String part, ImmutableList<Column> columns) {

  /**
   * A column.
   *
   * @param column as asked for
   * @param points finds the runs to compare; null if some were left out
   */
  record Column(TableColumn column, @Nullable Points points) {}

  /**
   * Holds the columns against the axes of their experiment.
   *
   * @throws dev.tollgate.core.error.BadInputException if one names an axis or value that is not
   *     there
   */
  public static CheckedTable of(
      String part, List<TableColumn> columns, ImmutableList<ClaimAxis> axes) {
    Selection everywhere = new Selection("table", ImmutableMap.of());
    ImmutableList.Builder<Column> checked = ImmutableList.builder();
    for (TableColumn column : columns) {
      Points points = null;
      try {
        points = CheckedClaim.points(column.form(), everywhere, axes);
      } catch (CheckedClaim.LeftOut e) {
        // Without the runs that it compares with, the column stays empty.
      }
      checked.add(new Column(column, points));
    }
    return new CheckedTable(part, checked.build());
  }
}
