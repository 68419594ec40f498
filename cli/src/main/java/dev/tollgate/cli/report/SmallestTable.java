package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.OutcomeRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The smallest value of a setting at which runs come out well, a row for each combination of the
 * others, and what is wrong at the value before it.
 */
public final class SmallestTable {

  private static final int WIDEST_REASON = 100;

  private SmallestTable() {}

  /**
   * A row.
   *
   * @param combination the other coordinates
   * @param value smallest value that came out well; null if none did
   * @param below what failed at the largest value that did not; null if none failed
   */
  record Row(String combination, @Nullable String value, @Nullable String below) {}

  static ImmutableList<Row> rows(Results results, String axis) {
    ListMultimap<String, RunRecord> groups = LinkedListMultimap.create();
    for (RunRecord run : results.runs()) {
      if (run.outcome() != null) {
        groups.put(combination(run, axis), run);
      }
    }
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (String group : groups.keySet()) {
      String value = null;
      String below = null;
      for (RunRecord run : groups.get(group)) {
        OutcomeRecord outcome = run.outcome();
        if (outcome != null && outcome.success() && value == null) {
          value = run.coordinates().get(axis);
        } else if (outcome != null && !outcome.success()) {
          below = outcome.message();
        }
      }
      rows.add(new Row(group, value, below));
    }
    return rows.build();
  }

  private static String combination(RunRecord run, String axis) {
    Map<String, String> others = new LinkedHashMap<>(run.coordinates());
    others.remove(axis);
    return others.entrySet().stream()
        .map(
            entry ->
                entry.getKey().contains(".")
                    ? entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1)
                        + "="
                        + entry.getValue()
                    : entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The table as text, ending with a line break. */
  public static String of(Results results, String axis) {
    TextTable table = new TextTable();
    table.add(ImmutableList.of("", "smallest " + axis));
    List<Row> rows = rows(results, axis);
    for (Row row : rows) {
      table.add(ImmutableList.of(row.combination(), row.value() == null ? "none" : row.value()));
    }
    ImmutableList<String> separators = ImmutableList.of("", "  ");
    StringBuilder text = new StringBuilder();
    if (!results.title().isEmpty()) {
      text.append(results.title()).append('\n');
    }
    text.append(table.line(0, separators)).append('\n');
    for (int row = 0; row < rows.size(); row++) {
      String below = rows.get(row).below();
      text.append(table.line(row + 1, separators));
      if (below != null) {
        text.append("   before: ").append(shortened(below));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String shortened(String message) {
    return message.length() <= WIDEST_REASON
        ? message
        : message.substring(0, WIDEST_REASON - 1) + "…";
  }
}
