package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.cli.claim.Form.Comparison;
import dev.tollgate.core.settings.Origins;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list {@code table} of an experiment file: columns of a table with a row for each run,
 * such as {@code { title = "CPU use", value = stream.cpu.utilization }}. What a column shows is
 * written as claims are; what is compared needs only the run {@code from} which it differs.
 */
public final class ColumnReader {

  private static final ImmutableList<String> COMPARISONS =
      ImmutableList.of("ratio", "increase", "difference");
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("title", "value", "share", "ratio", "increase", "difference");

  private ColumnReader() {}

  /**
   * The columns in their order; none if there is no table.
   *
   * @throws dev.tollgate.core.error.BadInputException if they are not written as said
   */
  public static ImmutableList<TableColumn> read(@Nullable ConfigValue table) {
    if (table == null) {
      return ImmutableList.of();
    }
    if (!(table instanceof ConfigList list) || list.isEmpty()) {
      throw Origins.complaint(
          table,
          "table is %s; expected a list of columns: [{ title = \"CPU use\", value = cpu.busy }]"
              .formatted(ClaimReader.shown(table)));
    }
    return list.stream().map(ColumnReader::column).collect(ImmutableList.toImmutableList());
  }

  private static TableColumn column(ConfigValue value) {
    if (!(value instanceof ConfigObject group)) {
      throw Origins.complaint(
          value,
          "a column of table is %s; expected a group of keys".formatted(ClaimReader.shown(value)));
    }
    ClaimReader.checkKeys("table", group, KEYS);
    String title = ClaimReader.text("table", "title", ClaimReader.require("table", group, "title"));
    List<String> forms = KEYS.stream().skip(1).filter(group::containsKey).toList();
    if (forms.size() != 1) {
      throw Origins.complaint(
          group,
          "column %s of table shows %s; expected one of %s"
              .formatted(
                  title,
                  forms.isEmpty() ? "nothing" : String.join(" and ", forms),
                  String.join(", ", KEYS.asList().subList(1, KEYS.size()))));
    }
    return new TableColumn(title, form(forms.get(0), group));
  }

  private static Form form(String name, ConfigObject group) {
    String at = "table." + name;
    if (!COMPARISONS.contains(name)) {
      return ClaimReader.form("table", name, group);
    }
    if (!(group.get(name) instanceof ConfigObject keys)) {
      throw Origins.complaint(
          ClaimReader.require("table", group, name),
          at + ": expected a group of keys: { of = cpu.busy, from { iommu = off } }");
    }
    ClaimReader.checkKeys(at, keys, ImmutableSet.of("of", "per", "from"));
    return new Comparison(
        Comparison.Kind.valueOf(com.google.common.base.Ascii.toUpperCase(name)),
        ClaimReader.quantity(at, keys, "per"),
        ClaimReader.compared(at + ".from", ClaimReader.require(at, keys, "from")),
        new Selection(at, ImmutableMap.of()));
  }
}
